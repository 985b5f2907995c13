/** How the two sides compare in time and memory: medians, a ratio of paired runs, and how sure it is. */

import * as z from 'zod/mini';
import { median, medianInterval, quantile } from './statistics.ts';

/** One run of each side of the same case, one right after the other. */
export const timedPairSchema = z.object({
  legacy_ms: z.number(),
  candidate_ms: z.number(),
  legacy_mb: z.nullable(z.number()),
  candidate_mb: z.nullable(z.number()),
});
export type TimedPair = z.output<typeof timedPairSchema>;

export interface Performance {
  legacy_median_ms: number | null;
  candidate_median_ms: number | null;
  /** How many times faster the candidate is: the median of the paired ratios. Below 1 it is slower. */
  speedup: number | null;
  /** 95 % interval of the speedup; null when there are too few pairs to tell, or the sides did not run side by side. */
  ci95: [number, number] | null;
  /** Paired runs behind the figures. */
  runs: number;
  /** Medians of the runs' peaks: one odd run does not speak for all. */
  legacy_peak_mb: number | null;
  candidate_peak_mb: number | null;
  /** `poll`: the processes' own high-water marks, looked at while they ran; what grew in the last moments was not seen. */
  memory_source: 'poll' | null;
}

/** Figures of a run. `paired` is false where one side is a recording: its times are of another hour, and give no ratio. */
export function measurePerformance(pairs: readonly TimedPair[], paired: boolean): Performance {
  const usable = pairs.filter(({ legacy_ms, candidate_ms }) => legacy_ms > 0 && candidate_ms > 0);
  const ratios = usable.map(logRatio);
  const interval = paired ? medianInterval(ratios) : undefined;
  const [before, now] = [median(known(pairs.map((pair) => pair.legacy_mb))), median(known(pairs.map((pair) => pair.candidate_mb)))];
  return {
    legacy_median_ms: round(median(usable.map((pair) => pair.legacy_ms)), 3),
    candidate_median_ms: round(median(usable.map((pair) => pair.candidate_ms)), 3),
    speedup: paired ? round(Math.exp(median(ratios)), 4) : null,
    ci95: interval ? [round(Math.exp(interval[0]), 4)!, round(Math.exp(interval[1]), 4)!] : null,
    runs: paired ? usable.length : 0,
    legacy_peak_mb: round(before, 1),
    candidate_peak_mb: round(now, 1),
    memory_source: Number.isNaN(before) && Number.isNaN(now) ? null : 'poll',
  };
}

/** What an interval of the speedup says about a limit on the slowdown. */
export function slowdownVerdict(limit: number, ci95: readonly [number, number] | null): 'holds' | 'exceeded' | 'unclear' {
  if (ci95 === null) return 'unclear';
  const [least, most] = [1 / ci95[1] - 1, 1 / ci95[0] - 1];
  if (most <= limit) return 'holds';
  return least > limit ? 'exceeded' : 'unclear';
}

/** Pairs whose ratio lies further from the middle half than one and a half times its width (Tukey). */
export function countOutliers(pairs: readonly TimedPair[]): number {
  if (pairs.length < 8) return 0;
  const sorted = pairs.map(logRatio).sort((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = 1.5 * (high - low);
  return sorted.filter((ratio) => ratio < low - reach || ratio > high + reach).length;
}

function logRatio({ legacy_ms, candidate_ms }: TimedPair): number {
  return Math.log(legacy_ms / candidate_ms);
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function round(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
