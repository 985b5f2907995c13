/** What docs/noise-and-statistics.md says of intervals and ratios holds for any data. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurePerformance, slowdownVerdict, type TimedPair } from '../../src/domain/performance.ts';
import { median, medianInterval, seededRandom } from '../../src/domain/statistics.ts';

const pair = (legacyMs: number, candidateMs: number): TimedPair => ({ legacy_ms: legacyMs, candidate_ms: candidateMs, legacy_mb: null, candidate_mb: null });
const times = fc.double({ min: 1, max: 10_000, noNaN: true });
const pairs = fc.array(fc.tuple(times, times).map(([legacy, candidate]) => pair(legacy, candidate)), { minLength: 5, maxLength: 20 });

test('an interval holds the median, is the same for the same data in any order, and does not exist below five values', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 5, maxLength: 20 }), (values) => {
      const [low, high] = medianInterval(values)!;
      expect(low).toBeLessThanOrEqual(median(values));
      expect(high).toBeGreaterThanOrEqual(median(values));
      expect(medianInterval([...values].reverse())).toEqual([low, high]);
    }),
    { numRuns: 15 },
  );
  expect(medianInterval([1, 2, 3, 4])).toBeUndefined();
});

test('swapping the sides turns the ratio and its interval over; a slower machine changes neither', () => {
  fc.assert(
    fc.property(pairs, fc.double({ min: 0.1, max: 10, noNaN: true }), (given, factor) => {
      const { speedup, ci95 } = measurePerformance(given, true);
      const swapped = measurePerformance(given.map(({ legacy_ms, candidate_ms }) => pair(candidate_ms, legacy_ms)), true);
      expect(Math.abs(Math.log(swapped.speedup! * speedup!))).toBeLessThan(0.01 + 0.001 / Math.min(speedup!, swapped.speedup!));
      const slower = measurePerformance(given.map(({ legacy_ms, candidate_ms }) => pair(legacy_ms * factor, candidate_ms * factor)), true);
      expect(slower.speedup).toBeCloseTo(speedup!, 3);
      expect(slower.ci95![0]).toBeCloseTo(ci95![0], 3);
    }),
    { numRuns: 15 },
  );
});

test('one odd run moves no median', () => {
  const steady = Array.from({ length: 11 }, () => pair(100, 100));
  expect(measurePerformance([...steady, pair(100, 100_000)], true)).toMatchObject({ speedup: 1, ci95: [1, 1] });
});

test('the interval of 20 skewed values holds the true median in about 95 of 100 samples', () => {
  const random = seededRandom(7);
  let held = 0;
  const samples = 150;
  for (let i = 0; i < samples; i++) {
    // The median of exp(u) - 1 for u in [0, 2) is e - 1; its tail is long to the right.
    const [low, high] = medianInterval(Array.from({ length: 20 }, () => Math.exp(2 * random()) - 1))!;
    if (low <= Math.E - 1 && Math.E - 1 <= high) held += 1;
  }
  expect(held / samples).toBeGreaterThan(0.9);
  expect(held / samples).toBeLessThan(1);
});

test.each<[string, [number, number] | null, ReturnType<typeof slowdownVerdict>]>([
  ['the whole interval is below the limit', [0.95, 1.1], 'holds'],
  ['the whole interval is above it', [0.5, 0.8], 'exceeded'],
  ['it lies on both sides', [0.8, 1.1], 'unclear'],
  ['there is none', null, 'unclear'],
])('a limit of 10 %% when %s', (_, interval, verdict) => {
  expect(slowdownVerdict(0.1, interval)).toBe(verdict);
});
