/** The few statistics that timings need: medians, and an interval that says how sure a ratio is. */

/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile([...values].sort((a, b) => a - b), 0.5);
}

/** A quantile of sorted values, interpolated between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Resamples of a small sample; a big one gets fewer, since its interval is narrow and the work grows. */
const mostResamples = 10_000;
const mostDraws = 5_000_000;
const seed = 20_261_120;

/**
 * The 95 % interval of the median of `values` by bootstrap: 10,000 resamples with a fixed seed, so that one report always gives
 * one verdict. Undefined below five values, which say too little.
 */
export function medianInterval(values: readonly number[]): [number, number] | undefined {
  if (values.length < 5) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const random = seededRandom(seed);
  const middle = sorted.length >> 1;
  const odd = sorted.length % 2 === 1;
  const resamples = Math.max(500, Math.min(mostResamples, Math.floor(mostDraws / sorted.length)));
  // The median of a resample needs only how often each rank was drawn.
  const times = new Int32Array(sorted.length);
  const valueAt = (place: number): number => {
    let rank = 0;
    for (let passed = times[0]!; passed <= place; passed += times[rank]!) rank += 1;
    return sorted[rank]!;
  };
  const medians = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    times.fill(0);
    for (let i = 0; i < times.length; i++) times[Math.floor(random() * times.length)]! += 1;
    medians[round] = odd ? valueAt(middle) : (valueAt(middle - 1) + valueAt(middle)) / 2;
  }
  medians.sort();
  return [quantile(Array.from(medians), 0.025), quantile(Array.from(medians), 0.975)];
}
