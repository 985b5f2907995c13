/** What the values of a column are, counted value by value, in the same small space however many there are. */

import type { ColumnSchema } from '../specification.ts';

/** `whole` is a whole number written with a fraction, such as 3.0. */
export type ValueKind = 'integer' | 'whole' | 'number' | 'boolean' | 'date' | 'datetime' | 'string';

export interface ColumnTally {
  name: string;
  /** How many values of each kind; `example` is the first one, with its row from 1, where values can be seen. */
  kinds: Map<ValueKind, { count: number; example?: { value: string; row: number } }>;
  /** Null where the file does not tell. */
  empty: number | null;
  min: number | null;
  max: number | null;
  /** The first different values, as text. */
  values: Set<string>;
}

const valuesKept = 200;
const emptyTexts = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '<NA>']);

export function newTally(name: string): ColumnTally {
  return { name, kinds: new Map(), empty: 0, min: null, max: null, values: new Set() };
}

/** Counts one value: a text from CSV, or a value from JSON, in row `row`. */
export function countValue(tally: ColumnTally, value: unknown, row: number, isText: boolean): void {
  if (value === null || value === undefined || (isText && emptyTexts.has(value as string))) {
    tally.empty = (tally.empty ?? 0) + 1;
    return;
  }
  const kind = isText ? kindOfText(value as string) : kindOfValue(value);
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const seen = tally.kinds.get(kind);
  if (seen) seen.count++;
  else tally.kinds.set(kind, { count: 1, example: { value: shown.slice(0, 100), row } });
  if (kind === 'integer' || kind === 'whole' || kind === 'number') {
    const number = Number(value);
    if (tally.min === null || number < tally.min) tally.min = number;
    if (tally.max === null || number > tally.max) tally.max = number;
  }
  if (tally.values.size < valuesKept) tally.values.add(shown.slice(0, 100));
}

/** The type that holds all values of the column; undefined where it has none. */
export function typeOf({ kinds }: ColumnTally): ColumnSchema['type'] | undefined {
  const types = ['boolean', 'integer', 'number', 'date', 'datetime', 'string'] as const;
  return kinds.size === 0 ? undefined : types.find((type) => [...kinds.keys()].every((kind) => fits(kind, type)));
}

/** Whether a value of this kind can be read as `type`; anything can be read as text. */
export function fits(kind: ValueKind, type: ColumnSchema['type']): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'integer':
      return kind === 'integer' || kind === 'whole';
    case 'number':
      return kind === 'integer' || kind === 'whole' || kind === 'number';
    case 'boolean':
    case 'date':
      return kind === type;
    case 'datetime':
      return kind === 'date' || kind === 'datetime';
  }
}

function kindOfText(text: string): ValueKind {
  const trimmed = text.trim();
  if (/^[+-]?\d+$/.test(trimmed)) return 'integer';
  if (/^[+-]?\d+\.0*$/.test(trimmed)) return 'whole';
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) || /^[+-]?inf(?:inity)?$/i.test(trimmed)) return 'number';
  if (/^(?:true|false)$/i.test(trimmed)) return 'boolean';
  return kindOfWords(trimmed);
}

function kindOfValue(value: unknown): ValueKind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? kindOfWords(value) : 'string';
}

function kindOfWords(text: string): ValueKind {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 'date';
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text) ? 'datetime' : 'string';
}
