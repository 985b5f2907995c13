/** Holds what was written against what is declared of it: every difference, with what to do. */

import { nearNames } from '../did-you-mean.ts';
import type { ColumnSchema, DataSchema } from '../specification.ts';
import { fits, typeOf, type ColumnTally } from './column-tally.ts';
import type { DataFormat } from './data-files.ts';

/** What a data file looks like. */
export interface DataShape {
  format: DataFormat;
  /** Null where the format has no columns that can be looked into. */
  columns: ColumnTally[] | null;
  /** Null where it can't be counted. */
  rows: number | null;
  /** How many rows the columns were judged by. */
  rowsRead: number;
  /** It was not looked into: no format that can be, or too big. */
  unseen?: true;
  /** Why it can't be read as its format. */
  problem?: string;
}

/** What is wrong with any data, declared or not. */
export function judgeShape(shape: DataShape, leastRows = 1): string[] {
  if (shape.problem !== undefined) return [`is not valid ${shape.format}: ${shape.problem}`];
  if (shape.rows === null || shape.rows >= leastRows) return [];
  return [shape.rows === 0 ? 'has no rows: the step before wrote nothing but the frame of it' : `has ${rows(shape.rows)}, and at least ${leastRows} are declared (min_rows)`];
}

/** What differs from the schema that the reader declares. */
export function compareShape(shape: DataShape, schema: DataSchema): string[] {
  const issues = judgeShape(shape, schema.min_rows);
  if (schema.format !== undefined && schema.format !== shape.format) issues.push(`is ${shape.format}, and ${schema.format} is declared: write that, or correct "format" in the schema`);
  const { columns } = shape;
  if (columns === null && !shape.unseen) issues.push('is no table: neither a list of objects nor an object of columns, and columns are declared');
  if (columns === null || shape.problem !== undefined) return issues;
  const names = columns.map(({ name }) => name);
  for (const [name, declared] of Object.entries(schema.columns)) {
    const found = columns.find((column) => column.name === name);
    if (found) issues.push(...compareColumn(found, declared, shape));
    else issues.push(missingColumn(name, names.filter((other) => !(other in schema.columns)), names));
  }
  return issues;
}

/** That a column is not there, with the one it may have become. `others` are those that nothing else accounts for. */
export function missingColumn(name: string, others: readonly string[], all: readonly string[]): string {
  const near = nearNames(name, others);
  if (near.length > 0) return `has no column "${name}" but "${near[0]}": renamed? Write it as "${name}", or read "${near[0]}"`;
  return `has no column "${name}"; it has ${list(all)}: write that column, or stop reading it`;
}

function compareColumn(found: ColumnTally, declared: ColumnSchema, shape: DataShape): string[] {
  const issues: string[] = [];
  const say = (what: string) => issues.push(`column "${found.name}" ${what}`);
  const total = shape.rowsRead;
  const misfits = [...found.kinds].filter(([kind]) => !fits(kind, declared.type) && !isFlag(found, declared));
  const wrong = misfits.reduce((sum, [, { count }]) => sum + count, 0);
  if (wrong > 0) {
    const example = misfits.map(([, { example }]) => example).find((each) => each !== undefined);
    const first = example === undefined ? '' : `, first ${JSON.stringify(example.value)} in row ${example.row}`;
    const all = wrong === total - (found.empty ?? 0);
    say(`is ${typeOf(found)}, and ${declared.type} is declared${all ? '' : `: ${wrong} of ${rows(total)} differ`}${first}`);
  }
  if (declared.nullable === 0 && (found.empty ?? 0) > 0) {
    say(`is empty in ${found.empty} of ${rows(total)}, and no empty value is declared: fill them, or declare "nullable"`);
  }
  if (wrong > 0) return issues;
  if (declared.min !== undefined && found.min !== null && found.min < declared.min) say(`goes down to ${found.min}, and min ${declared.min} is declared`);
  if (declared.max !== undefined && found.max !== null && found.max > declared.max) say(`goes up to ${found.max}, and max ${declared.max} is declared`);
  const allowed = declared.values?.map(String);
  const strange = allowed && [...found.values].find((value) => !allowed.includes(value));
  if (strange !== undefined) say(`holds ${JSON.stringify(strange)}, which is none of the values declared: ${list(allowed ?? [])}`);
  return issues;
}

/** 0 and 1 are read as a boolean. */
function isFlag(found: ColumnTally, declared: ColumnSchema): boolean {
  return declared.type === 'boolean' && typeOf(found) === 'integer' && found.min! >= 0 && found.max! <= 1;
}

function rows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 12).map((name) => `"${name}"`).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
