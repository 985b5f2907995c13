/** Results as aligned facts: a word on the left, what is known on the right. */

import type { Style } from './style.ts';

/** As wide as most labels, and two spaces. */
const labelWidth = 8;

/** A label at the beginning of a line, in the column that all commands share. */
export function label(word: string, style: Style): string {
  return style.dim(word.padEnd(labelWidth));
}

/** Lines of `word   text`, in that column or, where a word is longer, in a wider one; facts without a text are left out. */
export function facts(rows: readonly (readonly [string, string | undefined])[], style: Style): string {
  const told = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '');
  const width = Math.max(labelWidth, ...told.map(([word]) => word.length + 2));
  return told.map(([word, text]) => `${style.dim(word.padEnd(width))}${text}`).join('\n');
}

/** Rows in columns as wide as their widest cell; the last column runs free. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows.reduce<number[]>((wide, row) => row.map((cell, i) => Math.max(cell.length, wide[i] ?? 0)), []);
  return rows.map((row) => row.map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ').trimEnd());
}

/** `1 file`, `2 files`. */
export function count(number: number, thing: string): string {
  // Grouped by hand: the language tables that toLocaleString loads take longer than all the rest of the output.
  return `${String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${thing}${number === 1 ? '' : 's'}`;
}

/** A text of the user's on one line, without what would steer the terminal. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim();
}

/** `512 B`, `3.4 KB`, `1.2 GB`. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
