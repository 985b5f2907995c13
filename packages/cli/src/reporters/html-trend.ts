/** One figure over the runs as a small drawing: a line with gaps where nothing was measured, and a mark to compare with. */

import type { ProgressPoint } from '@cutover/migrate';
import { html, momentText } from './html-page.ts';
import type { ProgressFigure } from './progress-figures.ts';

const width = 320;
const height = 96;
/** Room for a dot at the edges, and for the word of the mark above its line. */
const margin = { x: 6, top: 16, bottom: 8 };
/** More dots than that would hide the line. */
const mostDots = 60;

/** The figure as a drawing with its first and last value; where it was never measured, a word. */
export function trend(figure: ProgressFigure, points: readonly ProgressPoint[]): string {
  const { name, what, show, mark } = figure;
  const known = points.flatMap((point, i) => {
    const value = figure.of(point);
    return value === null ? [] : [{ i, value, point }];
  });
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return `<figure><figcaption><strong>${name}</strong> <small>${html(what)}</small></figcaption><p class="unknown">not measured</p></figure>`;
  const place = placing(known.map(({ value }) => value), mark?.value, points.length);
  const change = known.length === 1 ? show(last.value) : `${show(first.value)} → ${show(last.value)}`;
  const dotted = known.length <= mostDots ? known : [last];
  const dots = dotted.map(({ i, value, point }) => `<circle cx="${place.x(i)}" cy="${place.y(value)}" r="3"><title>${html(`${point.run}, ${momentText(point.at)}: ${show(value)}`)}</title></circle>`);
  return `<figure><figcaption><strong>${name}</strong> <small>${html(what)}</small></figcaption>
<p class="change">${html(change)}</p>
<svg class="trend" viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(`${name} over ${known.length} ${known.length === 1 ? 'run' : 'runs'}: ${change}`)}">${mark === undefined ? '' : markLine(place.y(mark.value), `${show(mark.value)}, ${mark.word}`, Math.abs(first.value - mark.value) > Math.abs(last.value - mark.value))}${segments(known, place)}${dots.join('')}</svg></figure>`;
}

interface Placing {
  x: (i: number) => string;
  y: (value: number) => string;
}

/** From the least to the most of the values and the mark, so that the mark is always in the picture. */
function placing(values: readonly number[], mark: number | undefined, runs: number): Placing {
  const all = mark === undefined ? values : [...values, mark];
  const least = all.reduce((a, b) => Math.min(a, b));
  const most = all.reduce((a, b) => Math.max(a, b));
  const drawn = height - margin.top - margin.bottom;
  return {
    x: (i) => (runs === 1 ? width / 2 : margin.x + (i / (runs - 1)) * (width - 2 * margin.x)).toFixed(1),
    y: (value) => (margin.top + (most === least ? 0.5 : (most - value) / (most - least)) * drawn).toFixed(1),
  };
}

/** The word stands at the end where the line is further away. */
function markLine(y: string, word: string, atStart: boolean): string {
  const text = atStart ? 'x="0"' : `x="${width}" text-anchor="end"`;
  return `<line class="mark" x1="0" x2="${width}" y1="${y}" y2="${y}"/><text ${text} y="${(Number(y) - 4).toFixed(1)}">${html(word)}</text>`;
}

/** A line for each run of neighbours. */
function segments(known: readonly { i: number; value: number }[], { x, y }: Placing): string {
  const lines: { i: number; value: number }[][] = [];
  for (const each of known) {
    const line = lines.at(-1);
    if (line?.at(-1)?.i === each.i - 1) line.push(each);
    else lines.push([each]);
  }
  return lines.map((line) => (line.length === 1 ? '' : `<polyline points="${line.map(({ i, value }) => `${x(i)},${y(value)}`).join(' ')}"/>`)).join('');
}
