/** What the footer of a Parquet file says of its columns; their values are not read. */

import type { FileMetaData, SchemaElement } from 'hyparquet';
import { newTally, type ColumnTally, type ValueKind } from './column-tally.ts';

/** The top-level columns. An index that pandas keeps beside them is none. */
export function parquetColumns(metadata: FileMetaData): ColumnTally[] {
  const rows = Number(metadata.num_rows);
  return topLevel(metadata.schema)
    .filter(({ name }) => !/^__index_level_\d+__$/.test(name))
    .map((element) => columnOf(element, rows, metadata));
}

function topLevel(schema: readonly SchemaElement[]): SchemaElement[] {
  const top: SchemaElement[] = [];
  for (let i = 1; i < schema.length; i += 1 + descendants(schema, i)) top.push(schema[i]!);
  return top;
}

/** How many elements after `index` are below it. */
function descendants(schema: readonly SchemaElement[], index: number): number {
  let below = 0;
  for (let child = 0; child < (schema[index]?.num_children ?? 0); child++) below += 1 + descendants(schema, index + 1 + below);
  return below;
}

function columnOf(element: SchemaElement, rows: number, metadata: FileMetaData): ColumnTally {
  const chunks = metadata.row_groups.map(({ columns }) => columns.find(({ meta_data: data }) => data?.path_in_schema.length === 1 && data.path_in_schema[0] === element.name)?.meta_data?.statistics);
  const nulls = chunks.map((statistics) => statistics?.null_count);
  const known = nulls.every((count) => count !== undefined);
  const empty = element.repetition_type === 'REQUIRED' ? 0 : known ? nulls.reduce((sum, count) => sum + Number(count), 0) : null;
  const lows = chunks.map((statistics) => numeric(statistics?.min_value ?? statistics?.min));
  const highs = chunks.map((statistics) => numeric(statistics?.max_value ?? statistics?.max));
  const filled = rows - (empty ?? 0);
  return {
    ...newTally(element.name),
    kinds: filled > 0 ? new Map([[kindOf(element), { count: filled }]]) : new Map(),
    empty,
    min: extreme(lows, Math.min),
    max: extreme(highs, Math.max),
  };
}

function numeric(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function extreme(values: readonly (number | undefined)[], pick: (...values: number[]) => number): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? null : pick(...known);
}

function kindOf({ type, converted_type: converted, logical_type: logical, num_children: children }: SchemaElement): ValueKind {
  if (children) return 'string';
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP') || type === 'INT96') return 'datetime';
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL' || type === 'FLOAT' || type === 'DOUBLE' || logical?.type === 'FLOAT16') return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  return type === 'INT32' || type === 'INT64' ? 'integer' : 'string';
}
