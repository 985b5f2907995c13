/** The figures that show how a migration came on, the same on the terminal and on the page. */

import type { ProgressPoint } from '@cutover/migrate';
import { size } from '../terminal/facts.ts';
import { percent } from './figures.ts';

export interface ProgressFigure {
  name: 'parity' | 'failed' | 'speed' | 'memory' | 'size';
  /** What is counted. */
  what: string;
  of: (point: ProgressPoint) => number | null;
  show: (value: number) => string;
  /** The value to come to, or to be measured against. */
  mark?: { value: number; word: string };
}

export const progressFigures: readonly ProgressFigure[] = [
  { name: 'parity', what: 'cases that agree', of: ({ parity }) => parity, show: percent, mark: { value: 1, word: 'all' } },
  { name: 'failed', what: 'cases that differ or failed', of: ({ failures }) => failures, show: (value) => value.toLocaleString('en'), mark: { value: 0, word: 'none' } },
  { name: 'speed', what: 'times as fast as the legacy', of: ({ speedup }) => speedup, show: (value) => `${value.toFixed(2)}x`, mark: { value: 1, word: 'the legacy' } },
  { name: 'memory', what: 'peak, as a share of the legacy\'s', of: ({ memory }) => memory, show: (value) => `${(value * 100).toFixed(0)}%`, mark: { value: 1, word: 'the legacy' } },
  { name: 'size', what: 'of the last backup before the run', of: ({ size_bytes: bytes }) => bytes, show: size },
];
