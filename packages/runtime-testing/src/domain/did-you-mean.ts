/** Names near a mistyped one. */

/** Number of single-character edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, replace);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** The candidates close enough to `name` to be what was meant, best first, at most three. */
export function nearNames(name: string, candidates: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.ceil(name.length / 3);
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const other = candidate.toLowerCase();
    const contains = wanted.length >= 3 && (other.includes(wanted) || wanted.includes(other)) && other.length >= 3;
    const distance = editDistance(wanted, other);
    if (distance <= allowed || contains) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  const [best] = near;
  return near.filter(({ distance }) => distance <= best!.distance + 1).slice(0, 3).map((entry) => entry.candidate);
}

/** A ready hint, or undefined when nothing is near: `did you mean "legacy"?` */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearNames(name, candidates);
  if (near.length === 0) return undefined;
  return `did you mean ${near.map((entry) => `"${entry}"`).join(' or ')}?`;
}
