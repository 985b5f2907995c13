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
/** Texts of more lines are compared place by place: to align them would take more memory than there is. */
const lineLimit = 4_000_000;
const placeByPlace = 'lines were compared place by place';

/** The differences of two texts; none exactly when they are equal. Each has its line in the legacy text as its path: `/12`. */
export function compareText(legacy: string, candidate: string): TextDifference[] {
  if (legacy === candidate) return [];
  if (hasMoreLines(legacy, lineLimit) || hasMoreLines(candidate, lineLimit)) return comparePlaces(legacy, candidate);
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
    const note = bounded ? `too different to align: ${placeByPlace}` : `${more} more differing lines`;
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

function hasMoreLines(text: string, limit: number): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= limit; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines > limit;
}

/** Line with line, one after the other, holding nothing but what is listed. */
function comparePlaces(legacy: string, candidate: string): TextDifference[] {
  const found: TextDifference[] = [];
  let more = 0;
  let [a, b] = [0, 0];
  for (let line = 0; a !== -1 || b !== -1; line++) {
    const [x, y] = [lineFrom(legacy, a), lineFrom(candidate, b)];
    [a, b] = [nextLine(legacy, a), nextLine(candidate, b)];
    if (x === y) continue;
    if (found.length === listLimit) more += 1;
    else found.push({ path: `/${line + 1}`, legacyLine: line, candidateLine: line, kind: x === undefined ? 'added' : y === undefined ? 'missing' : 'text', legacy: preview(x), candidate: preview(y) });
  }
  const last = found.at(-1)!;
  return [...found, { ...last, kind: 'more', legacy: `too many lines to align: ${placeByPlace}${more > 0 ? `; ${more} more differ` : ''}`, candidate: null }];
}

function lineFrom(text: string, start: number): string | undefined {
  if (start === -1) return undefined;
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}

/** Where the line after the one at `start` begins; -1 where there is none. */
function nextLine(text: string, start: number): number {
  const end = start === -1 ? -1 : text.indexOf('\n', start);
  return end === -1 ? -1 : end + 1;
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
