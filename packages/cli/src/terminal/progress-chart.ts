/** The progress over the runs as small charts: a column a run, from the least to the most of the figure. */

import type { ProgressPoint } from '@cutover/migrate';
import { progressFigures } from '../reporters/progress-figures.ts';
import { label } from './facts.ts';
import type { Style } from './style.ts';

const columns = '▁▂▃▄▅▆▇█';
const runsShown = 30;

/** Lines for a terminal; nothing while there is one run or none. */
export function progressText(progress: readonly ProgressPoint[], style: Style): string {
  if (progress.length < 2) return '';
  const shown = progress.slice(-runsShown);
  const rows = progressFigures.flatMap(({ name, of, show }) => {
    const values = shown.map(of);
    const known = values.filter((value) => value !== null);
    return known.length < 2 ? [] : [`  ${label(name, style)}${chart(values)}  ${show(known[0]!)} -> ${show(known.at(-1)!)}`];
  });
  return [`${style.bold('progress')} ${style.dim(`${shown.length} runs, ${shown[0]!.at.slice(0, 10)} to ${shown.at(-1)!.at.slice(0, 10)}`)}`, ...rows].join('\n');
}

/** A gap where nothing was measured; a flat middle where nothing changed. */
export function chart(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === null) return ' ';
      return most === least ? columns[3] : columns[Math.round(((value - least) / (most - least)) * (columns.length - 1))];
    })
    .join('');
}
