/** Looks into a data file, however big: its columns by its first rows, its number of rows by all of it. */

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { countValue, newTally, type ColumnTally } from '../domain/compat/column-tally.ts';
import type { DataShape } from '../domain/compat/compare-shape.ts';
import { separatorOf } from '../domain/compat/data-files.ts';
import { firstBytes, type FoundFile } from './data-files.ts';
import { reasonOf } from './reason.ts';

/** Rows by which columns are judged; the others are counted. */
const rowsJudged = 200_000;
/** JSON is one value and has to be read as a whole; a bigger file is not looked into. */
const largestJsonBytes = 64 * 1024 * 1024;

/** The shape of a file; what can't be read as its format has a `problem`, what has no columns is opaque. */
export async function readShape(file: FoundFile): Promise<DataShape> {
  try {
    switch (file.format) {
      case 'csv':
      case 'tsv':
        return await readSeparated(file);
      case 'jsonl':
        return await readJsonLines(file);
      case 'json':
        return file.sizeBytes > largestJsonBytes ? opaque(file) : await readJson(file).catch((cause: unknown) => readLinesInstead(file, cause));
      case 'parquet':
        return await readParquet(file);
      default:
        return opaque(file);
    }
  } catch (cause) {
    return { ...opaque(file), problem: reasonOf(cause) };
  }
}

function opaque({ format }: FoundFile): DataShape {
  return { format, columns: null, rows: null, rowsRead: 0, unseen: true };
}

async function readSeparated({ path, format }: FoundFile): Promise<DataShape> {
  const { parse } = await import('csv-parse');
  const head = (await firstBytes(path, 64 * 1024)).toString('utf8').replace(/^\uFEFF/, '');
  const endsInCr = /\r\n?|\n/.exec(head)?.[0] === '\r';
  const delimiter = separatorOf(head.split(/[\r\n]/)[0] ?? '', format);
  const records = createReadStream(path).pipe(parse({ bom: true, delimiter, record_delimiter: ['\r\n', '\n', ...(endsInCr ? ['\r'] : [])], relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: rowsJudged + 1 }));
  let tallies: ColumnTally[] | undefined;
  let count = 0;
  for await (const record of records as AsyncIterable<string[]>) {
    if (!tallies) {
      tallies = record.map(newTally);
      continue;
    }
    count++;
    for (const [i, tally] of tallies.entries()) countValue(tally, record[i], count, true);
  }
  const rows = count < rowsJudged ? count : (await countRecords(path, endsInCr)) - 1;
  return { format, columns: tallies ?? [], rows, rowsRead: count };
}

/** Line ends outside quotes: what a CSV file has of records, without holding any. Those of old Macs are a lone CR. */
async function countRecords(path: string, endsInCr: boolean): Promise<number> {
  let records = 0;
  let quoted = false;
  let pending = false;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === 0x22) quoted = !quoted;
      if ((byte === 0x0a || (endsInCr && byte === 0x0d)) && !quoted) {
        if (pending) records++;
        pending = false;
      } else if (byte !== 0x0d) pending = true;
    }
  }
  return pending ? records + 1 : records;
}

async function readJsonLines({ path, format }: FoundFile): Promise<DataShape> {
  const tallies = new Map<string, ColumnTally>();
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    rows++;
    if (rows <= rowsJudged) countRecord(tallies, parseLine(line, rows), rows);
  }
  const rowsRead = Math.min(rows, rowsJudged);
  return { format, columns: withAbsent(tallies, rowsRead), rows, rowsRead };
}

function parseLine(line: string, row: number): unknown {
  try {
    return parseJson(line);
  } catch (cause) {
    throw new Error(`line ${row}: ${reasonOf(cause)}`, { cause });
  }
}

async function readJson({ path, format }: FoundFile): Promise<DataShape> {
  const value = parseJson((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  const records = recordsOf(value);
  if (!records) return { format, columns: null, rows: null, rowsRead: 0 };
  const tallies = new Map<string, ColumnTally>();
  for (const [i, record] of records.entries()) countRecord(tallies, record, i + 1);
  return { format, columns: withAbsent(tallies, records.length), rows: records.length, rowsRead: records.length };
}

/** JSON lines under the name of JSON, as pandas writes and reads them; else the fault that reading it as JSON found. */
async function readLinesInstead(file: FoundFile, cause: unknown): Promise<DataShape> {
  return readJsonLines({ ...file, format: 'jsonl' }).catch(() => {
    throw cause;
  });
}

/** Python writes and reads NaN and Infinity, which are no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const plain = text.replaceAll(/(?<=[:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])/g, 'null');
    if (plain === text) throw cause;
    return JSON.parse(plain);
  }
}

/** A list of objects; or an object of columns, each a list or keyed by row, as pandas writes it. */
function recordsOf(value: unknown): Record<string, unknown>[] | undefined {
  if (Array.isArray(value)) return value.every(isObject) ? value : undefined;
  if (!isObject(value)) return undefined;
  const columns = Object.entries(value);
  if (columns.length === 0 || !columns.every(([, column]) => Array.isArray(column) || isObject(column))) return undefined;
  const keys = Object.keys(columns[0]![1] as object);
  const alike = columns.every(([, column]) => {
    const own = Object.keys(column as object);
    return own.length === keys.length && own.every((key, i) => key === keys[i] && /^\d+$/.test(key));
  });
  return alike ? keys.map((key) => Object.fromEntries(columns.map(([name, column]) => [name, (column as Record<string, unknown>)[key]]))) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countRecord(tallies: Map<string, ColumnTally>, record: unknown, row: number): void {
  if (!isObject(record)) return;
  for (const [name, value] of Object.entries(record)) {
    const tally = tallies.get(name) ?? newTally(name);
    tallies.set(name, tally);
    countValue(tally, value, row, false);
  }
}

/** A key that a record lacks is an empty value of that column. */
function withAbsent(tallies: Map<string, ColumnTally>, rows: number): ColumnTally[] {
  return [...tallies.values()].map((tally) => {
    const present = [...tally.kinds.values()].reduce((sum, { count }) => sum + count, 0);
    return { ...tally, empty: rows - present };
  });
}

async function readParquet({ path, format }: FoundFile): Promise<DataShape> {
  const [{ asyncBufferFromFile, parquetMetadataAsync }, { parquetColumns }] = await Promise.all([
    import('hyparquet'),
    import('../domain/compat/parquet-columns.ts'),
  ]);
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const rows = Number(metadata.num_rows);
  return { format, columns: parquetColumns(metadata), rows, rowsRead: rows };
}
