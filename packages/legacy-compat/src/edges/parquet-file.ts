/** Writes Parquet files. The library is loaded only where one is asked for. */

import { readFile, rename, rm } from 'node:fs/promises';
import { putInPlace } from '@cutover/runtime-testing';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Puts a Parquet file in the place of a JSON file that holds rows, under the same name. One that has that name already stays;
 * then it is not written. The JSON file goes in either case.
 */
export async function jsonToParquet(file: string): Promise<{ file: string; written: boolean }> {
  const { parquetWriteFile } = await import('hyparquet-writer');
  const rows = JSON.parse(await readFile(file, 'utf8')) as Row[];
  const columnData = Object.keys(rows[0] ?? {}).map((name) => columnOf(name, rows.map((row) => row[name] ?? null)));
  const target = file.replace(/\.json$/, '.parquet');
  const staged = `${file}.${process.pid}.tmp`;
  try {
    parquetWriteFile({ filename: staged, columnData });
    if (target === file) {
      await rename(staged, file);
      return { file, written: true };
    }
    const written = await putInPlace(staged, target);
    await rm(file);
    return { file: target, written };
  } finally {
    await rm(staged, { force: true });
  }
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
