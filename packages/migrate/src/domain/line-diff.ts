/** Which lines of two texts differ: jsdiff where it is quick, behind what keeps big texts from ever reaching its slow side. */

import { diffArrays } from 'diff';

/** Lines that differ, and where they stand, counted from 0. */
export interface Hunk {
  legacyStart: number;
  legacyLines: string[];
  candidateStart: number;
  candidateLines: string[];
}

interface Span {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/** Edits after which a stretch counts as not alignable; trying costs their square, so that after some in vain less is tried. */
const editLimit = 1500;
const triesInVain = 8;
const editLimitThen = 100;

/** The differing stretches of two texts in their order. `bounded`: some stretch was too different to be aligned. */
export function diffLines(legacy: string, candidate: string): { hunks: Hunk[]; bounded: boolean } {
  const [a, b] = [legacy.split('\n'), candidate.split('\n')];
  const [x, y] = numberLines(a, b);
  const hunks: Hunk[] = [];
  let inVain = 0;
  const emit = ({ aStart, aEnd, bStart, bEnd }: Span): void => {
    if (aStart === aEnd && bStart === bEnd) return;
    hunks.push({ legacyStart: aStart, legacyLines: a.slice(aStart, aEnd), candidateStart: bStart, candidateLines: b.slice(bStart, bEnd) });
  };
  const align = (whole: Span): void => {
    const span = trim(x, y, whole);
    if (span.aStart === span.aEnd || span.bStart === span.bEnd) return emit(span);
    const anchors = uniqueCommon(x, y, span);
    if (anchors.length > 0) {
      let { aStart, bStart } = span;
      for (const [i, j] of anchors) {
        align({ aStart, aEnd: i, bStart, bEnd: j });
        [aStart, bStart] = [i + 1, j + 1];
      }
      return align({ aStart, aEnd: span.aEnd, bStart, bEnd: span.bEnd });
    }
    const changes = diffArrays(Array.from(x.subarray(span.aStart, span.aEnd)), Array.from(y.subarray(span.bStart, span.bEnd)), { maxEditLength: inVain < triesInVain ? editLimit : editLimitThen });
    if (changes) return emitChanges(changes, span, emit);
    inVain += 1;
    emitPlaceByPlace(x, y, span, emit);
  };
  align({ aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length });
  return { hunks, bounded: inVain > 0 };
}

/** Equal lines get equal numbers, so that comparing two lines is comparing two integers. */
function numberLines(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numbered = (lines: readonly string[]): Int32Array => {
    const result = new Int32Array(lines.length);
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      let number = numbers.get(line);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(line, number);
      }
      result[i] = number;
    }
    return result;
  };
  return [numbered(a), numbered(b)];
}

function trim(x: Int32Array, y: Int32Array, { aStart, aEnd, bStart, bEnd }: Span): Span {
  while (aStart < aEnd && bStart < bEnd && x[aStart] === y[bStart]) [aStart, bStart] = [aStart + 1, bStart + 1];
  while (aEnd > aStart && bEnd > bStart && x[aEnd - 1] === y[bEnd - 1]) [aEnd, bEnd] = [aEnd - 1, bEnd - 1];
  return { aStart, aEnd, bStart, bEnd };
}

/** Lines that occur once on each side of the span, in the longest order that both sides share (patience). */
function uniqueCommon(x: Int32Array, y: Int32Array, { aStart, aEnd, bStart, bEnd }: Span): [number, number][] {
  const inA = new Map<number, number>();
  for (let i = aStart; i < aEnd; i++) inA.set(x[i]!, inA.has(x[i]!) ? -1 : i);
  const inB = new Map<number, number>();
  for (let j = bStart; j < bEnd; j++) if (inA.has(y[j]!)) inB.set(y[j]!, inB.has(y[j]!) ? -1 : j);
  const pairs: [number, number][] = [];
  for (const [line, i] of inA) {
    const j = inB.get(line);
    if (i !== -1 && j !== undefined && j !== -1) pairs.push([i, j]);
  }
  pairs.sort((p, q) => p[0] - q[0]);
  return longestRising(pairs);
}

/** The longest subsequence in which the second numbers rise. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([, j], n) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]![1] < j) low = middle + 1;
      else high = middle;
    }
    before[n] = low > 0 ? tops[low - 1]! : -1;
    tops[low] = n;
  });
  const chain: [number, number][] = [];
  for (let n = tops.at(-1) ?? -1; n !== -1; n = before[n]!) chain.push(pairs[n]!);
  return chain.reverse();
}

function emitChanges(changes: readonly { added: boolean; removed: boolean; count: number }[], span: Span, emit: (span: Span) => void): void {
  let [a, b] = [span.aStart, span.bStart];
  let open: Span = { aStart: a, aEnd: a, bStart: b, bEnd: b };
  for (const { added, removed, count } of changes) {
    if (added) b += count;
    else if (removed) a += count;
    else {
      emit({ ...open, aEnd: a, bEnd: b });
      [a, b] = [a + count, b + count];
      open = { aStart: a, aEnd: a, bStart: b, bEnd: b };
    }
  }
  emit({ ...open, aEnd: a, bEnd: b });
}

function emitPlaceByPlace(x: Int32Array, y: Int32Array, { aStart, aEnd, bStart, bEnd }: Span, emit: (span: Span) => void): void {
  const both = Math.min(aEnd - aStart, bEnd - bStart);
  let from = -1;
  for (let n = 0; n <= both; n++) {
    const same = n < both && x[aStart + n] === y[bStart + n];
    if (!same && n < both && from === -1) from = n;
    if ((same || n === both) && from !== -1) {
      emit({ aStart: aStart + from, aEnd: aStart + n, bStart: bStart + from, bEnd: bStart + n });
      from = -1;
    }
  }
  emit({ aStart: aStart + both, aEnd, bStart: bStart + both, bEnd });
}
