/** How the two sides compare in time and memory: medians, a ratio of paired runs, and how sure it is. */

import type { Outcome } from './outcome.ts';
import { median, medianInterval } from './statistics.ts';

/** One run of each side of the same case, one right after the other. */
export interface TimedPair {
  legacyMs: number;
  candidateMs: number;
}

export interface Performance {
  legacy_median_ms: number | null;
  candidate_median_ms: number | null;
  /** How many times faster the candidate is: the median of the paired ratios. Below 1 it is slower. */
  speedup: number | null;
  /** 95 % interval of the speedup; null when there are too few pairs to tell, or the sides did not run side by side. */
  ci95: [number, number] | null;
  /** Paired runs behind the figures. */
  runs: number;
  legacy_peak_mb: number | null;
  candidate_peak_mb: number | null;
}

/** Figures of a run. `paired` is false where one side is a recording: its times are of another hour, and give no ratio. */
export function measurePerformance(
  pairs: readonly TimedPair[],
  outcomes: readonly { legacy: Outcome; candidate: Outcome }[],
  paired: boolean,
): Performance {
  const usable = pairs.filter(({ legacyMs, candidateMs }) => legacyMs > 0 && candidateMs > 0);
  const ratios = usable.map(({ legacyMs, candidateMs }) => Math.log(legacyMs / candidateMs));
  const interval = paired ? medianInterval(ratios) : undefined;
  return {
    legacy_median_ms: round(median(usable.map((pair) => pair.legacyMs)), 3),
    candidate_median_ms: round(median(usable.map((pair) => pair.candidateMs)), 3),
    speedup: paired ? round(Math.exp(median(ratios)), 4) : null,
    ci95: interval ? [round(Math.exp(interval[0]), 4)!, round(Math.exp(interval[1]), 4)!] : null,
    runs: paired ? usable.length : 0,
    legacy_peak_mb: peak(outcomes.map((each) => each.legacy)),
    candidate_peak_mb: peak(outcomes.map((each) => each.candidate)),
  };
}

/** The median of the cases' peaks: one odd case does not speak for all. */
function peak(outcomes: readonly Outcome[]): number | null {
  const known = outcomes.map((outcome) => outcome.peak_memory_mb).filter((mb) => mb !== null);
  return round(median(known), 1);
}

function round(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
