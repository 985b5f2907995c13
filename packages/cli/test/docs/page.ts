/** A page of documentation as steps: the files it asks for, and the commands it shows with what they print. */

/** Write `content` to `path`, or add it to what is there. */
interface FileStep {
  kind: 'file';
  path: string;
  content: string;
  append: boolean;
}

/** Run `command`; `shown` is what the page says it prints, in the lines from `first` up to `end` of the page. */
interface CommandStep {
  kind: 'command';
  command: string;
  shown: readonly string[];
  first: number;
  end: number;
}

/** A command of a comment `<!-- run … -->`: it prepares what the page takes for granted, and shows nothing. */
interface HiddenStep {
  kind: 'hidden';
  command: string;
}

export type PageStep = FileStep | CommandStep | HiddenStep;

/**
 * The steps of a page in their order. A block of the language `console` holds commands after `$ `, each with its output; a block
 * of another language is a file when the paragraph above it ends in "`PATH`:", and added to one when that paragraph says "Add".
 */
export function readPage(page: string): PageStep[] {
  const lines = page.split('\n');
  const steps: PageStep[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(\w*)/.exec(lines[at]);
    const isHidden = lines[at] === '<!-- run';
    if (!fence && !isHidden) continue;
    const end = lines.indexOf(isHidden ? '-->' : '```', at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: a block is not closed`);
    const body = lines.slice(at + 1, end);
    if (isHidden) steps.push({ kind: 'hidden', command: body.join('\n') });
    else if (fence?.[1] === 'console') steps.push(...readCommands(body, at + 1));
    else steps.push(...fileOf(paragraphAbove(lines, at), body));
    at = end;
  }
  return steps;
}

function readCommands(body: readonly string[], offset: number): CommandStep[] {
  const starts = body.flatMap((line, i) => (line.startsWith('$ ') ? [i] : []));
  if (starts[0] !== 0) throw new Error(`line ${offset + 1}: a console block begins with a command after "$ "`);
  return starts.map((start, i) => {
    let words = start;
    while (body[words]?.endsWith('\\')) words++;
    const first = words + 1;
    const end = starts[i + 1] ?? body.length;
    const command = [body[start].slice(2), ...body.slice(start + 1, first)].join('\n');
    return { kind: 'command', command, shown: body.slice(first, end), first: offset + first, end: offset + end };
  });
}

function paragraphAbove(lines: readonly string[], fence: number): string {
  let last = fence - 1;
  while (lines[last] === '') last--;
  let first = last;
  while (first > 0 && lines[first - 1] !== '') first--;
  return lines.slice(first, last + 1).join(' ');
}

function fileOf(paragraph: string, body: readonly string[]): FileStep[] {
  const path = /`([^`\s]+)`:$/.exec(paragraph)?.[1];
  return path === undefined ? [] : [{ kind: 'file', path, content: body.join('\n'), append: /\badd\b/i.test(paragraph) }];
}

/** The page with each command's output as it is now; where it says the same, the page's own lines stay. */
export function updatePage(page: string, steps: readonly PageStep[], printed: readonly string[]): string {
  const lines = page.split('\n');
  for (const [i, step] of [...steps.entries()].reverse()) {
    if (step.kind !== 'command') continue;
    const now = printed[i] === '' ? [] : printed[i].split('\n');
    if (saysTheSame(step.shown, now)) continue;
    // Lines that say the same stay here, too: the difference is then only what is different.
    const kept = now.map((line, j) => (saysTheSame(step.shown.slice(j, j + 1), [line]) ? step.shown[j] : line));
    lines.splice(step.first, step.end - step.first, ...(now.length === step.shown.length ? kept : now));
  }
  return lines.join('\n');
}

/** What is another in every run, and how it is compared. Everything else of an output is compared letter by letter. */
export const placeholders: readonly { what: string; pattern: RegExp; is: string }[] = [
  { what: 'ids of backups and runs', pattern: /\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, is: '<id>' },
  { what: 'seconds since 1970', pattern: /\b1[5-9]\d{8}\.\d+/g, is: '<epoch>' },
  { what: 'git commits', pattern: /\b[0-9a-f]{10,40}\b/g, is: '<commit>' },
  { what: 'moments', pattern: /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+Z)?/g, is: '<moment>' },
  { what: 'days', pattern: /\b\d{4}-\d\d-\d\d\b/g, is: '<day>' },
  { what: 'ages', pattern: /\bjust now\b|\b\d+ minutes? ago\b/g, is: '<age>' },
  { what: 'the measured speed and memory of a run', pattern: /^(speed +|\*?speed:? )candidate .*$/gm, is: '$1<figures>' },
  { what: 'memory of what was not timed, if it ran long enough to be seen', pattern: / +peak memory [\d.]+ -> [\d.]+ MB$/gm, is: '' },
  { what: 'how fit for timing the machine was', pattern: /^note: (the machine was busy|\d+ of \d+ timed pairs are outliers).*\n/gm, is: '' },
  { what: 'the same over several runs', pattern: /^ {2}(speed|memory) {2}[▁-█ ]+.*\n/gm, is: '' },
  { what: 'the measured legacy', pattern: /median \d+ ms(, peak [\d.]+ MB)?/g, is: '<figures>' },
  { what: 'times and memory of a script', pattern: /\b\d+\.\d\d s( +\d+ MB)? */g, is: '<figures> ' },
];

/** Whether two outputs are equal but for what the placeholders stand for; a shown line `…` stands for any lines. */
function saysTheSame(shown: readonly string[], now: readonly string[]): boolean {
  const [wanted, found] = [comparable(shown), comparable(now)];
  const parts: string[][] = [[]];
  for (const line of wanted) {
    if (line === '…') parts.push([]);
    else parts.at(-1)!.push(line);
  }
  if (parts.length === 1) return wanted.join('\n') === found.join('\n');
  let from = 0;
  return parts.every((part, i) => {
    const isLast = i === parts.length - 1;
    const at = isLast ? Math.max(from, found.length - part.length) : i === 0 ? 0 : findPart(found, part, from);
    if (at === -1 || part.some((line, j) => found[at + j] !== line)) return false;
    from = at + part.length;
    return true;
  });
}

function findPart(lines: readonly string[], part: readonly string[], from: number): number {
  return lines.findIndex((_, at) => at >= from && part.every((line, j) => lines[at + j] === line));
}

function comparable(lines: readonly string[]): string[] {
  let text = `${lines.join('\n')}\n`;
  for (const { pattern, is } of placeholders) text = text.replace(pattern, is);
  return text.slice(0, -1).split('\n').map((line) => line.trimEnd());
}
