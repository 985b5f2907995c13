/** Distributions of both sides as a small drawing: a histogram each on one axis, and the medians. */

const width = 480;
const laneHeight = 54;
const bins = 48;

interface Values {
  legacy: readonly number[];
  candidate: readonly number[];
}

/** An SVG of both sides' values, or nothing where there are too few to draw. The axis is logarithmic. */
export function distribution(title: string, unit: string, values: Values): string {
  const all = [...values.legacy, ...values.candidate].filter((value) => value > 0);
  if (values.legacy.length < 2 || values.candidate.length < 2 || all.length < 4) return '';
  const low = Math.log(all.reduce((a, b) => Math.min(a, b)) * 0.95);
  const high = Math.log(all.reduce((a, b) => Math.max(a, b)) * 1.05);
  const place = (value: number) => ((Math.log(value) - low) / (high - low)) * width;
  const lanes = (['legacy', 'candidate'] as const).map((side, i) => lane(side, values[side].filter((value) => value > 0), place, unit, 4 + i * (laneHeight + 22)));
  const height = 2 * (laneHeight + 22) + 24;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = Math.exp(low + share * (high - low));
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return `<text class="tick" x="${(share * width).toFixed(0)}" y="${height - 4}" text-anchor="${anchor}">${short(value)}</text>`;
  });
  return `<figure><figcaption>${title} <small>(${unit}, logarithmic)</small></figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: legacy median ${short(middle(values.legacy))} ${unit}, candidate median ${short(middle(values.candidate))} ${unit}">${lanes.join('')}${ticks.join('')}</svg></figure>`;
}

function lane(side: 'legacy' | 'candidate', values: readonly number[], place: (value: number) => number, unit: string, top: number): string {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((place(value) / width) * bins))]! += 1;
  const most = Math.max(...counts);
  const base = top + 16 + laneHeight;
  const bars = counts.map((count, i) => {
    if (count === 0) return '';
    const tall = Math.max(2, (count / most) * (laneHeight - 4));
    return `<rect x="${((i * width) / bins + 0.5).toFixed(1)}" y="${(base - tall).toFixed(1)}" width="${(width / bins - 1).toFixed(1)}" height="${tall.toFixed(1)}"/>`;
  });
  const median = place(middle(values));
  return `<g class="${side}"><text x="0" y="${top + 10}">${side}</text><text class="median" x="${width}" y="${top + 10}" text-anchor="end">median ${short(middle(values))} ${unit}</text>${bars.join('')}<line x1="${median.toFixed(1)}" x2="${median.toFixed(1)}" y1="${top + 16}" y2="${base}"/><line class="axis" x1="0" x2="${width}" y1="${base}" y2="${base}"/></g>`;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/\.?0+$/, '');
}
