/** Compares two texts line by line, quickly where they are big, and within a bound where they have little in common. */

import { preview, type Difference } from './difference.ts';
import { diffLines, type Hunk } from './line-diff.ts';

type Found = Omit<Difference, 'aspect' | 'rule'>;

/** A place in a text on either side, counted from 0: lines move apart where some were put in or taken out. */
export interface TextDifference extends Found {
  legacyLine: number;
  candidateLine: number;
}

/** More differences of one text than this are counted, not listed. */
const listLimit = 200;

/** The differences of two texts; none exactly when they are equal. Each has its line in the legacy text as its path: `/12`. */
export function compareText(legacy: string, candidate: string): TextDifference[] {
  if (legacy === candidate) return [];
  const { hunks, bounded } = diffLines(legacy, candidate);
  const found: TextDifference[] = [];
  let more = 0;
  for (const hunk of hunks) {
    for (const difference of differencesOf(hunk)) {
      if (found.length < listLimit) found.push(difference);
      else more += 1;
    }
  }
  if (more > 0 || bounded) {
    const last = found.at(-1);
    const note = bounded ? 'too different to align: lines were compared place by place' : `${more} more differing lines`;
    found.push({
      path: last?.path ?? '/1',
      kind: 'more',
      legacy: more > 0 && bounded ? `${note}; ${more} more differ` : note,
      candidate: null,
      legacyLine: last?.legacyLine ?? 0,
      candidateLine: last?.candidateLine ?? 0,
    });
  }
  return found;
}

/** A hunk with as many lines on either side is a change of each line; else the surplus is missing or added. */
function differencesOf({ legacyStart, legacyLines, candidateStart, candidateLines }: Hunk): TextDifference[] {
  const count = Math.max(legacyLines.length, candidateLines.length);
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [legacyLines[i], candidateLines[i]];
    const legacyLine = legacyStart + Math.min(i, legacyLines.length);
    return {
      path: `/${legacyLine + 1}`,
      kind: a === undefined ? 'added' : b === undefined ? 'missing' : 'text',
      legacy: preview(a),
      candidate: preview(b),
      legacyLine,
      candidateLine: candidateStart + Math.min(i, candidateLines.length),
    };
  });
}
