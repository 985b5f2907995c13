/** Pairs the elements of two arrays whose order does not count. */

/** More pairings than this are not tried one by one: elements that are not equal as they stand then count as different. */
const triesLimit = 250_000;

/**
 * Pairs equal elements: those of equal JSON first, however many, then by `same` (which knows the rules) within a bound.
 * Indexes on either side come back in their order.
 */
export function matchUnordered(
  a: readonly unknown[],
  b: readonly unknown[],
  same: (i: number, j: number) => boolean,
): { pairs: [number, number][]; onlyLegacy: number[]; onlyCandidate: number[] } {
  const waiting = new Map<string, number[]>();
  b.forEach((value, j) => {
    const key = canonical(value);
    const list = waiting.get(key);
    if (list) list.push(j);
    else waiting.set(key, [j]);
  });
  for (const list of waiting.values()) list.reverse();
  const pairs: [number, number][] = [];
  const unmatched: number[] = [];
  a.forEach((value, i) => {
    const j = waiting.get(canonical(value))?.pop();
    if (j === undefined) unmatched.push(i);
    else pairs.push([i, j]);
  });
  const left = [...waiting.values()].flat().sort((x, y) => x - y);
  if (unmatched.length * left.length > triesLimit) return { pairs, onlyLegacy: unmatched, onlyCandidate: left };
  const onlyLegacy: number[] = [];
  for (const i of unmatched) {
    const at = left.findIndex((j) => same(i, j));
    if (at === -1) onlyLegacy.push(i);
    else pairs.push([i, left.splice(at, 1)[0]!]);
  }
  return { pairs, onlyLegacy, onlyCandidate: left };
}

/** JSON with the keys of objects sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
