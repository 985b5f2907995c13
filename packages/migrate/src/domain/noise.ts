/** Tells noise from differences: a place in which a side differs with its own rerun proves nothing about the other side. */

import type { LocatedDifference } from './compare-outcome.ts';

/**
 * `differences` of legacy and candidate, those at a noisy place marked as such. `legacyOwn` and `candidateOwn` are the
 * differences of each side with its own reruns, in which the first run stands on the legacy side.
 */
export function markNoise(
  differences: readonly LocatedDifference[],
  legacyOwn: readonly LocatedDifference[],
  candidateOwn: readonly LocatedDifference[],
): LocatedDifference[] {
  return differences.map((difference) => {
    if (difference.rule !== null || difference.kind === 'failed') return difference;
    const sides = [
      legacyOwn.some((own) => covers(own, difference, difference.lines?.[0], difference.kind !== 'added')) ? 'the legacy' : '',
      candidateOwn.some((own) => covers(own, difference, difference.lines?.[1], difference.kind !== 'missing')) ? 'the candidate' : '',
    ].filter(Boolean);
    if (sides.length === 0) return difference;
    const reason = sides.length === 2 ? 'each side differs here with its own rerun' : `${sides[0]} differs here with its own rerun`;
    return { ...difference, rule: { kind: 'noise', where: `${difference.aspect} ${difference.path}`.trim(), reason } };
  });
}

/**
 * Whether a difference of a side with its own rerun, `own`, explains one between the sides. `line` is where the side stands in it,
 * and `present` whether a line of the side is part of it: a line that is lacking is only explained by one that comes and goes.
 */
function covers(own: LocatedDifference, difference: LocatedDifference, line: number | undefined, present: boolean): boolean {
  if (own.aspect !== difference.aspect) return false;
  if (own.kind === 'more' || difference.kind === 'more') return true;
  if (own.lines && line !== undefined) return own.lines[0] === line && (own.kind !== 'added') === present;
  return isWithin(own.path, difference.path) || isWithin(difference.path, own.path);
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}
