/** Rows made from a declared schema: the same for the same schema, whatever is asked of the other columns. */

import { randomNumbers } from './random.ts';
import type { ColumnSchema, DataSchema } from './specification.ts';

type Cell = string | number | boolean | null;

/** Formats that data is generated in; Parquet needs a library of its own to be written. */
export type GeneratedFormat = Exclude<NonNullable<DataSchema['format']>, 'parquet'>;

/** The text of the whole file, piece by piece. */
export function* generatedText(schema: DataSchema, format: GeneratedFormat): Generator<string> {
  const names = Object.keys(schema.columns);
  switch (format) {
    case 'csv':
    case 'tsv': {
      const separator = format === 'csv' ? ',' : '\t';
      yield `${names.map((name) => field(name, separator)).join(separator)}\n`;
      for (const row of generatedRows(schema)) yield `${row.map((cell) => field(cell, separator)).join(separator)}\n`;
      return;
    }
    case 'jsonl':
      for (const row of generatedRows(schema)) yield `${JSON.stringify(record(names, row))}\n`;
      return;
    case 'json': {
      let opening = '[\n';
      for (const row of generatedRows(schema)) {
        yield `${opening}${JSON.stringify(record(names, row))}`;
        opening = ',\n';
      }
      yield opening === '[\n' ? '[]\n' : '\n]\n';
    }
  }
}

/** The rows, their cells in the order of the columns. */
function* generatedRows(schema: DataSchema): Generator<Cell[]> {
  const makers = Object.entries(schema.columns).map(([name, column]) => cellMaker(column, randomNumbers(schema.seed ^ hash(name))));
  for (let row = 0; row < schema.rows; row++) yield makers.map((make) => make(row));
}

function cellMaker(column: ColumnSchema, random: () => number): (row: number) => Cell {
  const make = valueMaker(column, random);
  return (row) => {
    const empty = random() < column.nullable;
    const value = make(row);
    return empty ? null : value;
  };
}

function valueMaker({ type, values, unique, min, max }: ColumnSchema, random: () => number): (row: number) => Cell {
  if (values) return (row) => values[unique ? row % values.length : Math.floor(random() * values.length)]!;
  const low = min ?? 0;
  const high = max ?? (unique ? low + 2 ** 40 : Math.max(low + 1, 1000));
  switch (type) {
    case 'integer':
      return unique ? (row) => Math.ceil(low) + row : () => Math.ceil(low) + Math.floor(random() * (Math.floor(high) - Math.ceil(low) + 1));
    case 'number':
      return (row) => (unique ? low + ((row + random()) * (high - low)) / 2 ** 40 : Number((low + random() * (high - low)).toFixed(6)));
    case 'boolean':
      return () => random() < 0.5;
    case 'string':
      return (row) => (unique ? `${word(random)}-${row}` : word(random));
    case 'date':
      return (row) => moment(row, unique, random, 86_400_000).slice(0, 10);
    case 'datetime':
      return (row) => `${moment(row, unique, random, 1000).slice(0, 19)}Z`;
  }
}

/** A time from 2020 on, ISO 8601; unique ones are `stepMs` apart. */
function moment(row: number, unique: boolean, random: () => number, stepMs: number): string {
  const fiveYears = 5 * 365 * 86_400_000;
  return new Date(Date.UTC(2020, 0, 1) + (unique ? row * stepMs : Math.floor(random() * fiveYears))).toISOString();
}

function word(random: () => number): string {
  const syllables = ['ka', 'lo', 'mi', 'ne', 'ru', 'sa', 'to', 'vi', 'ze', 'pa'];
  return Array.from({ length: 2 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]!).join('');
}

/** A number for a text (FNV-1a), so that each column has random numbers of its own. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function field(cell: Cell, separator: string): string {
  const text = cell === null ? '' : String(cell);
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}

function record(names: readonly string[], row: readonly Cell[]): Record<string, Cell> {
  return Object.fromEntries(names.map((name, i) => [name, row[i]!]));
}
