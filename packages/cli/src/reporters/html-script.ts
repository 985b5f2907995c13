/** What the page of a run does in the browser: the list of cases, filtered as one types. Written into the page as it stands. */

/** A case, with short names since there may be ten thousand. */
export interface PageCase {
  /** Id, verdict, how each side ended, differences, and how many more there are than are in the page. */
  i: string;
  v: 'match' | 'tolerated' | 'noisy' | 'mismatch' | 'error';
  l: string;
  c: string;
  d: [place: string, kind: string, legacy: string | null, candidate: string | null, rule: string][];
  m: number;
}

/** Must not use anything outside itself: only its own text reaches the page. */
export function pageScript(): void {
  const order = ['error', 'mismatch', 'noisy', 'tolerated', 'match'] as const;
  const pageSize = 100;
  const find = (id: string) => document.getElementById(id)!;
  const cases = JSON.parse(find('data').textContent ?? '[]') as PageCase[];
  cases.sort((a, b) => order.indexOf(a.v) - order.indexOf(b.v));
  const haystacks = cases.map((each) => `${each.i} ${each.v} ${each.d.map((difference) => difference.join(' ')).join(' ')}`.toLowerCase());
  const chosen = new Set<string>();
  const filter = find('filter') as HTMLInputElement;
  const list = find('list');
  const more = find('more');
  let matching: PageCase[] = [];
  let shown = 0;

  const element = (tag: string, className: string, text = ''): HTMLElement => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  /** The text with what is not common to both sides marked. */
  const side = (className: string, text: string | null, other: string | null): HTMLElement => {
    if (text === null) return element('pre', `${className} none`, 'nothing');
    const box = element('pre', className);
    let head = 0;
    let tail = 0;
    if (other !== null) {
      const shorter = Math.min(text.length, other.length);
      while (head < shorter && text[head] === other[head]) head += 1;
      while (tail < shorter - head && text[text.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
    }
    const changed = text.slice(head, text.length - tail);
    box.append(text.slice(0, head));
    if (changed !== '') box.append(element('mark', '', changed));
    box.append(text.slice(text.length - tail));
    return box;
  };

  const fill = (box: HTMLElement, each: PageCase): void => {
    if (each.d.length === 0) box.append(element('p', 'place', 'Nothing differs.'));
    else {
      const heads = element('div', 'heads');
      heads.append(element('span', '', `legacy: ${each.l}`), element('span', '', `candidate: ${each.c}`));
      box.append(heads);
    }
    for (const [place, kind, legacy, candidate, rule] of each.d) {
      const head = element('p', 'place');
      head.append(element('strong', '', place), element('small', '', `  ${kind}${rule === '' ? '' : `, ${rule}`}`));
      const pair = element('div', rule === '' ? 'pair' : 'pair explained');
      pair.append(side('l', legacy, candidate), side('c', candidate, legacy));
      box.append(head, pair);
    }
    if (each.m > 0) box.append(element('p', 'place', `… and ${each.m} more: see report.json`));
  };

  const row = (each: PageCase): HTMLElement => {
    const details = document.createElement('details');
    const summary = element('summary', '');
    const verdict = element('span', '');
    verdict.append(element('span', `badge ${each.v}`, each.v));
    summary.append(verdict, element('span', 'id', each.i), element('span', 'times', each.l === '' ? '' : `${each.l}  →  ${each.c}`));
    details.append(summary);
    details.addEventListener('toggle', () => {
      if (!details.open || details.children.length > 1) return;
      const box = element('div', 'differences');
      fill(box, each);
      details.append(box);
    });
    return details;
  };

  const showMore = (): void => {
    const next = matching.slice(shown, shown + pageSize);
    list.append(...next.map(row));
    shown += next.length;
    more.hidden = shown >= matching.length;
    more.textContent = `Show more (${matching.length - shown} left)`;
  };

  const update = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = cases.filter((each, n) => (chosen.size === 0 || chosen.has(each.v)) && words.every((word) => haystacks[n]!.includes(word)));
    list.replaceChildren();
    shown = 0;
    find('count').textContent = matching.length === cases.length ? `${cases.length} cases` : `${matching.length} of ${cases.length} cases`;
    showMore();
  };

  for (const verdict of order) {
    const count = cases.filter((each) => each.v === verdict).length;
    if (count === 0) continue;
    const chip = element('button', '', `${verdict} ${count}`);
    chip.setAttribute('type', 'button');
    chip.setAttribute('aria-pressed', 'false');
    chip.addEventListener('click', () => {
      if (!chosen.delete(verdict)) chosen.add(verdict);
      chip.setAttribute('aria-pressed', String(chosen.has(verdict)));
      update();
    });
    find('chips').append(chip);
  }
  filter.addEventListener('input', update);
  more.addEventListener('click', showMore);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== filter) {
      event.preventDefault();
      filter.focus();
    }
    if (event.key === 'Escape' && document.activeElement === filter) {
      filter.value = '';
      update();
    }
  });
  update();
  const first = list.querySelector('details');
  if (first && cases[0]?.v !== 'match') first.open = true;
}
