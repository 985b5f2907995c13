/** Compares tables that are too big to hold, or Parquet, in DuckDB: one pass over a join, within a memory limit, spilling beyond it. */

import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { bigTableDifferences, type BigTableFacts } from '../domain/big-table.ts';
import { columnRules, type ColumnRules } from '../domain/column-rules.ts';
import { columnNames, parseCsv } from '../domain/csv.ts';
import { migrateError } from '../domain/errors.ts';
import type { AspectComparison } from '../domain/compare-content.ts';
import type { PathRule } from '../domain/rules.ts';

export interface BigTableRequest {
  legacy: string;
  candidate: string;
  /** Columns that tell which rows belong together; without them rows are compared as a multiset. */
  key: readonly string[] | undefined;
  rules: readonly PathRule[];
  /** Where what does not fit in memory is put meanwhile. */
  spillFolder: string;
}

/** Rows shown of those that differ. */
const rowsShown = 200;
/**
 * The process as a whole stays within 1 GB so: the database takes up to half more than it is allowed, and a fixed amount for each
 * thread, without which it gives up. Ten million rows of ten columns were read with a peak of 0.86 GB.
 */
const databaseMemory = '614MB';
const mostThreads = 4;

/** The differences of two files, CSV (all columns as text) or Parquet (as typed). */
export async function compareBigTables({ legacy, candidate, key, rules, spillFolder }: BigTableRequest): Promise<AspectComparison> {
  const { DuckDBInstance } = await loadDuckdb();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: databaseMemory,
    threads: String(Math.min(mostThreads, availableParallelism())),
    temp_directory: spillFolder,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  try {
    const [first, second] = [await openTable(connection, legacy), await openTable(connection, candidate)];
    const [a, b] = [first.source, second.source];
    const [columnsA, columnsB] = [first.columns, second.columns];
    const names = columnsA.map(({ name }) => name).filter((name) => columnsB.some((other) => other.name === name));
    const byColumn = columnRules(names, rules);
    const schema = { legacy: columnsA, candidate: columnsB };
    if (key !== undefined && !key.every((name) => names.includes(name))) return bigTableDifferences({ kind: 'no-key', schema }, byColumn, rules);
    const facts: BigTableFacts =
      key === undefined
        ? { kind: 'multiset', schema, ...(await compareAsMultiset(connection, a, b, names, byColumn)) }
        : { kind: 'keyed', schema, key, ...(await compareByKey(connection, a, b, names, key, byColumn, [legacy, candidate])) };
    return bigTableDifferences(facts, byColumn, rules);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The library is as big as eight of this program, so that only those install it who compare such tables. */
async function loadDuckdb() {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw migrateError('DUCKDB_MISSING', { message: 'big tables and Parquet files are compared by DuckDB, which is not installed', hint: 'install it beside cutover: npm install @duckdb/node-api', cause });
  }
}

interface Table {
  /** What a query reads from. */
  source: string;
  columns: { name: string; type: string }[];
}

async function openTable(connection: DuckDBConnection, file: string): Promise<Table> {
  if (isParquet(file)) {
    const source = `read_parquet(${literal(file)})`;
    const rows = await query(connection, `DESCRIBE SELECT * FROM ${source}`);
    return { source, columns: rows.map((row) => ({ name: String(row['column_name']), type: `${String(row['column_type'])}${row['null'] === 'NO' ? ' not null' : ''}` })) };
  }
  // Nothing is guessed from the content, which could make the two sides be read in two ways.
  const separator = file.endsWith('.tsv') ? '\t' : ',';
  const names = await readHeader(file, separator);
  const types = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const form = `auto_detect = false, header = true, delim = '${separator}', quote = '"', escape = '"', nullstr = '\u0001'`;
  return { source: `read_csv(${literal(file)}, columns = {${types}}, ${form})`, columns: names.map((name) => ({ name, type: 'VARCHAR' })) };
}

async function readHeader(file: string, separator: string): Promise<string[]> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0);
    return columnNames(parseCsv(buffer.toString('utf8', 0, bytesRead), separator, 1)[0] ?? []);
  } finally {
    await handle.close();
  }
}

function isParquet(file: string): boolean {
  return /\.(?:parquet|pq)$/i.test(file);
}

async function compareByKey(
  connection: DuckDBConnection,
  a: string,
  b: string,
  names: readonly string[],
  key: readonly string[],
  rules: ReadonlyMap<string, ColumnRules>,
  files: readonly [string, string],
) {
  const cells = names.filter((name) => !key.includes(name));
  const typed = isParquet(files[0]) || isParquet(files[1]);
  const [onlyA, onlyB] = [`b.${id('present')} IS NULL`, `a.${id('present')} IS NULL`];
  // A cell of a CSV file is never null, and the plain comparison is the quicker one.
  const [equal, unequal] = typed ? ['IS NOT DISTINCT FROM', 'IS DISTINCT FROM'] : ['=', '<>'];
  const differs = (name: string) => `a.${id(name)} ${unequal} b.${id(name)}`;
  /** When a difference of the column is explained; undefined where no rule speaks for it. */
  const explained = (name: string): string | undefined => {
    const { ignore, tolerance } = rules.get(name) ?? {};
    if (ignore) return 'true';
    if (!tolerance) return undefined;
    const [x, y] = [`try_cast(a.${id(name)} AS DOUBLE)`, `try_cast(b.${id(name)} AS DOUBLE)`];
    return `coalesce(abs(${x} - ${y}) <= greatest(${tolerance.absolute}, ${tolerance.relative} * greatest(abs(${x}), abs(${y}))), false)`;
  };
  const real = cells.map((name) => (explained(name) === undefined ? differs(name) : `(${differs(name)} AND NOT ${explained(name)})`));
  const anyReal = [onlyA, onlyB, ...real].join(' OR ');
  const keyCells = key.map((name) => `coalesce(a.${id(name)}, b.${id(name)})`);
  // Sorting by one text is quicker than by a list; two keys that it does not tell apart may come in any order.
  const sortText = keyCells.map((cell) => `coalesce(${cell}::VARCHAR, '')`).join(` || ',' || `);
  const row = (side: string) => `CASE WHEN ${side}.${id('present')} IS NULL THEN NULL ELSE ${textList(cells.map((name) => `${side}.${id(name)}`))} END`;
  const select = [
    `count(a.${id('present')}) AS rows_a`,
    `count(b.${id('present')}) AS rows_b`,
    `count_if(${onlyA}) AS only_a`,
    `count_if(${onlyB}) AS only_b`,
    ...cells.map((_, i) => `count_if(a.${id('present')} AND b.${id('present')} AND ${real[i]}) AS real_${i}`),
    ...cells.flatMap((name, i) => (explained(name) === undefined ? [] : [`count_if(a.${id('present')} AND b.${id('present')} AND ${differs(name)} AND ${explained(name)}) AS explained_${i}`])),
    `count_if(${anyReal}) AS differing`,
    `min_by({key: ${textList(keyCells)}, a: ${row('a')}, b: ${row('b')}}, ${sortText}, ${rowsShown}) FILTER (WHERE ${anyReal}) AS sample`,
  ];
  const joined = `(SELECT *, true AS ${id('present')} FROM ${a}) a FULL OUTER JOIN (SELECT *, true AS ${id('present')} FROM ${b}) b ON ${key.map((name) => `a.${id(name)} ${equal} b.${id(name)}`).join(' AND ')}`;
  const [[found = {}], rows] = await Promise.all([query(connection, `SELECT ${select.join(', ')} FROM ${joined}`), Promise.all(files.map(countRows))]);
  const number = (name: string) => Number(found[name] ?? 0);
  return {
    cells: cells.map((name, i) => ({ name, explained: number(`explained_${i}`), real: number(`real_${i}`) })),
    differingRows: number('differing'),
    repeated: rows[0] === number('rows_a') && rows[1] === number('rows_b') ? { legacy: [], candidate: [] } : await repeatedKeys(connection, [a, b], key),
    sample: ((found['sample'] ?? []) as { key: (string | null)[]; a: (string | null)[] | null; b: (string | null)[] | null }[]).map(({ key: at, a: legacy, b: candidate }) => ({ key: at, legacy, candidate })),
  };
}

/** A key that comes twice joins with each of its partners, so that the join has more rows than the file: only then is it looked for. */
async function repeatedKeys(connection: DuckDBConnection, [a, b]: readonly [string, string], key: readonly string[]) {
  const repeated = async (from: string) => {
    const columns = key.map(id).join(', ');
    const rows = await query(connection, `SELECT ${textList(key.map(id))} AS key FROM ${from} GROUP BY ${columns} HAVING count(*) > 1 LIMIT 5`);
    return rows.map((row) => row['key'] as (string | null)[]);
  };
  return { legacy: await repeated(a), candidate: await repeated(b) };
}

/** Rows of a CSV file that has no line ends within cells; undefined where that is not known. */
async function countRows(file: string): Promise<number | undefined> {
  if (isParquet(file)) return undefined;
  const handle = await open(file);
  try {
    const chunk = Buffer.allocUnsafeSlow(1 << 20);
    let lines = 0;
    let last = 10;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return last === 10 ? lines - 1 : lines;
      const bytes = chunk.subarray(0, bytesRead);
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
      last = bytes[bytesRead - 1]!;
    }
  } finally {
    await handle.close();
  }
}

async function compareAsMultiset(connection: DuckDBConnection, a: string, b: string, names: readonly string[], rules: ReadonlyMap<string, ColumnRules>) {
  const isIgnored = (name: string) => rules.get(name)?.ignore !== undefined;
  const uneven = (columns: readonly string[]) => {
    const listed = columns.map(id).join(', ');
    const sides = `SELECT ${listed}, 1 AS ${id('sign')} FROM ${a} UNION ALL SELECT ${listed}, -1 FROM ${b}`;
    return `SELECT ${listed}, sum(${id('sign')})::BIGINT AS ${id('more')} FROM (${sides}) GROUP BY ${listed} HAVING sum(${id('sign')}) <> 0`;
  };
  const ignored: string[] = [];
  for (const name of names.filter(isIgnored)) if ((await query(connection, `${uneven([name])} LIMIT 1`)).length > 0) ignored.push(name);
  const compared = names.filter((name) => !isIgnored(name));
  if (compared.length === 0) return { differingRows: 0, sample: [], ignored };
  const text = textList(compared.map(id));
  const [found = {}] = await query(connection, `SELECT count(*) AS differing, min_by({row: ${text}, more: ${id('more')}}, ${text}::VARCHAR, ${rowsShown}) AS sample FROM (${uneven(compared)})`);
  const sample = (found['sample'] ?? []) as { row: (string | null)[]; more: string }[];
  return { differingRows: Number(found['differing'] ?? 0), sample: sample.map(({ row, more }) => ({ row, more: Number(more) })), ignored };
}

async function query(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** A name of a column; those that we add can't clash with one of the table. */
function id(name: string): string {
  const own = ['present', 'sign', 'more'].includes(name) ? `\u0001${name}` : name;
  return `"${own.replaceAll('"', '""')}"`;
}

/** A list of the texts of these values. */
function textList(values: readonly string[]): string {
  return `[${values.map((value) => `${value}::VARCHAR`).join(', ')}]::VARCHAR[]`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
