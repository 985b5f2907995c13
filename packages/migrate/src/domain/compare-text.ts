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

/** A hunk with as many lines on either side is a change of each line; else which became which is not known: lines are missing and added. */
function differencesOf({ legacyStart, legacyLines, candidateStart, candidateLines }: Hunk): TextDifference[] {
  const place = (legacyLine: number, candidateLine: number) => ({ path: `/${legacyLine + 1}`, legacyLine, candidateLine });
  if (legacyLines.length === candidateLines.length) {
    return legacyLines.map((line, i) => ({ ...place(legacyStart + i, candidateStart + i), kind: 'text', legacy: preview(line), candidate: preview(candidateLines[i]) }));
  }
  return [
    ...legacyLines.map((line, i): TextDifference => ({ ...place(legacyStart + i, candidateStart), kind: 'missing', legacy: preview(line), candidate: null })),
    ...candidateLines.map((line, i): TextDifference => ({ ...place(legacyStart + legacyLines.length, candidateStart + i), kind: 'added', legacy: null, candidate: preview(line) })),
  ];
}
