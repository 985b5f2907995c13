/** Writes Parquet files. The library is loaded only where one is asked for. */

import { readFile, rename, rm } from 'node:fs/promises';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Puts a Parquet file in the place of a JSON file that holds rows, under the same name; gives its path. */
export async function jsonToParquet(file: string): Promise<string> {
  const { parquetWriteFile } = await import('hyparquet-writer');
  const rows = JSON.parse(await readFile(file, 'utf8')) as Row[];
  const columnData = Object.keys(rows[0] ?? {}).map((name) => columnOf(name, rows.map((row) => row[name] ?? null)));
  const target = file.replace(/\.json$/, '.parquet');
  const staged = `${target}.tmp`;
  try {
    parquetWriteFile({ filename: staged, columnData });
    await rename(staged, target);
  } finally {
    await rm(staged, { force: true });
  }
  if (target !== file) await rm(file);
  return target;
}

/** A column of the narrowest type that holds all its values. */
function columnOf(name: string, data: readonly Row[string][]) {
  const values = data.filter((value) => value !== null);
  const all = (fits: (value: unknown) => boolean) => values.length > 0 && values.every(fits);
  const column = { name, nullable: values.length < data.length };
  if (all((value) => typeof value === 'boolean')) return { ...column, data: [...data], type: 'BOOLEAN' as const };
  if (all(Number.isSafeInteger)) return { ...column, data: data.map((value) => (value === null ? null : BigInt(value))), type: 'INT64' as const };
  if (all((value) => typeof value === 'number')) return { ...column, data: [...data], type: 'DOUBLE' as const };
  return { ...column, data: data.map((value) => (value === null ? null : String(value))), type: 'STRING' as const };
}
