import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSchema } from '../../src/domain/compare-config.ts';
import { compareTables } from '../../src/domain/compare-table.ts';
import { makeRules } from '../../src/domain/rules.ts';
import { compareBigTables } from '../../src/edges/big-table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-tables-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Config = Parameters<typeof compareSchema.parse>[0];
type Told = { path: string; kind: string; legacy: unknown; candidate: unknown; rule: { kind: string } | null };

const told = (differences: readonly Told[]) => differences.map(({ path, kind, legacy, candidate, rule }) => `${path} ${kind} ${String(legacy)} -> ${String(candidate)}${rule ? ` [${rule.kind}]` : ''}`);

async function big(legacy: string, candidate: string, key: string[] | undefined, config: Config = {}, extension = 'csv'): Promise<string[]> {
  const files = [join(folder, `a.${extension}`), join(folder, `b.${extension}`)] as const;
  await writeFile(files[0], legacy);
  await writeFile(files[1], candidate);
  const { paths } = makeRules(compareSchema.parse(config));
  const { differences } = await compareBigTables({ legacy: files[0], candidate: files[1], key, rules: paths, spillFolder: join(folder, 'spill') });
  return told(differences);
}

const rules: Config = { ignore: [{ path: '/*/at', reason: 'clock' }], tolerance: [{ path: '/*/x', absolute: 0.01, reason: 'rounding' }] };
const pairs: [name: string, legacy: string, candidate: string, key: string[] | undefined, config: Config, expected: string[]][] = [
  ['another order', 'id,x\n1,a\n2,b\n', 'id,x\n2,b\n1,a\n', ['id'], {}, []],
  ['a cell', 'id,x\n1,a\n2,b\n', 'id,x\n1,a\n2,c\n', ['id'], {}, ['/id=2/x changed b -> c']],
  ['a row missing and one added', 'id,x\n1,a\n2,b\n', 'id,x\n1,a\n3,b\n', ['id'], {}, ['/id=2 missing [object Object] -> null', '/id=3 added null -> [object Object]']],
  ['a key of two columns', 'a,b,x\n1,1,p\n1,2,q\n', 'a,b,x\n1,2,q\n1,1,r\n', ['a', 'b'], {}, ['/a=1,b=1/x changed p -> r']],
  ['a key whose values look like another', 'a,b,x\n"1,b=2",3,p\n1,"2,b=3",q\n', 'a,b,x\n"1,b=2",3,r\n1,"2,b=3",q\n', ['a', 'b'], {}, ['/a="1,b=2",b=3/x changed p -> r']],
  ['a key whose values have quotes', 'a,b,x\n"""1""",,p\n', 'a,b,x\n1,,p\n', ['a', 'b'], {}, ['/a="\\"1\\"",b= missing [object Object] -> null', '/a=1,b= added null -> [object Object]']],
  ['a key of one column', 'url,x\n"a?b=1,2",p\n', 'url,x\n"a?b=1,2",q\n', ['url'], {}, ['/url=a?b=1,2/x changed p -> q']],
  ['a column named as a second one', 'id,x,x #2,x\n1,a,b,c\n', 'id,x,x #2,x\n1,a,b,d\n', ['id'], {}, ['/id=1/x #3 changed c -> d']],
  ['line ends of old Macs', 'id,x\r1,a\r2,b\r', 'id,x\r2,c\r1,a\r', ['id'], {}, ['/id=2/x changed b -> c']],
  ['line ends of old Macs around others', 'id,x\r1,"a\nb"\r2,b\r', 'id,x\r2,b\r1,"a\nc"\r', ['id'], {}, ['/id=1/x changed a\nb -> a\nc']],
  ['line ends of two kinds', 'id,x\r1,a\r2,b', 'id,x\n2,b\n1,a\n', ['id'], {}, []],
  ['quotes and line ends', 'id,x\n1,"a ""b"", c\nd"\n', 'id,x\n1,"a ""b"", c\ne"\n', ['id'], {}, ['/id=1/x changed a "b", c\nd -> a "b", c\ne']],
  ['a key twice', 'id,x\n1,a\n1,a\n', 'id,x\n1,a\n', ['id'], {}, ['/id=1 failed has this key more than once -> null']],
  ['a key that is not there', 'id,x\n1,a\n', 'no,x\n1,a\n', ['id'], {}, [' failed columns id, x -> columns no, x']],
  ['as a multiset', 'x,y\n1,a\n1,a\n2,b\n', 'x,y\n2,b\n1,a\n', undefined, {}, ['/["1","a"] missing 1, a -> null']],
  ['a multiset without an ignored column', 'x,at\n1,10\n2,11\n', 'x,at\n2,12\n3,13\n', undefined, { ignore: [{ path: '/*/at', reason: 'clock' }] }, ['/*/at changed its cells -> its cells [ignore]', '/["1"] missing 1 -> null', '/["3"] added null -> 3']],
  ['a second column of one name', 'id,x,x\n1,a,b\n', 'id,x,x\n1,a,c\n', ['id'], {}, ['/id=1/x #2 changed b -> c']],
  ['a multiset in another order', 'x\n1\n2\n1\n', 'x\n1\n1\n2\n', undefined, {}, []],
];

describe('CSV: by database and by hand the same is found', () => {
  test.each(pairs)('%s', async (_, legacy, candidate, key, config, expected) => {
    expect(await big(legacy, candidate, key, config)).toEqual(expected);
    const { paths } = makeRules(compareSchema.parse(config));
    expect(told(compareTables(legacy, candidate, key, paths).differences)).toEqual(expected);
  });

  test('a multiset with its columns in another order differs by that alone', async () => {
    const [legacy, candidate] = ['x,y\n1,a\n', 'y,x\na,1\n'];
    expect(await big(legacy, candidate, undefined)).toEqual(['/columns/0 changed x -> y', '/columns/1 changed y -> x']);
    expect(told(compareTables(legacy, candidate, undefined, []).differences)).toEqual(['/columns/0 changed x -> y', '/columns/1 changed y -> x']);
  });

  test('a column more is told by the schema', async () => {
    expect(await big('id,x\n1,a\n', 'id,y,x\n1,b,a\n', ['id'])).toEqual(['/columns/1 added null -> y', '/types/y added null -> VARCHAR']);
  });

  test('rules for a column are applied to all its cells, and counted as one', async () => {
    const legacy = 'id,at,x\n1,10:00,0.5\n2,10:01,0.5\n3,10:02,1\n';
    const candidate = 'id,at,x\n1,11:00,0.505\n2,11:01,0.6\n3,11:02,1\n';
    expect(await big(legacy, candidate, ['id'], rules)).toEqual([
      '/*/at changed 3 cells -> 3 cells [ignore]',
      '/*/x changed 1 cells -> 1 cells [tolerance]',
      '/id=2/at changed 10:01 -> 11:01 [ignore]',
      '/id=2/x changed 0.5 -> 0.6',
    ]);
  });

  test('more rows than are shown are counted', async () => {
    const rows = (mark: string) => `id,x\n${Array.from({ length: 1000 }, (_, i) => `${i},${mark}`).join('\n')}\n`;
    const found = await big(rows('a'), rows('b'), ['id']);
    expect(found).toHaveLength(201);
    expect(found.at(-1)).toBe(' more 1000 rows differ, of which 200 are shown; cells by column: x 1000 -> null');
  });

  test('no text in a name or cell becomes part of a query', async () => {
    const head = 'id,"a"" OR 1=1 --","present"\n';
    expect(await big(`${head}1,x,1\n`, `${head}1,"'; DROP TABLE t; --",1\n`, ['id'])).toEqual(["/id=1/a\" OR 1=1 -- changed x -> '; DROP TABLE t; --"]);
  });
});

test('keys of Parquet that are null are their own, each row of them', async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const [a, b] = [join(folder, 'nulls-a.parquet'), join(folder, 'nulls-b.parquet')];
  const write = async (path: string, rows: string) => connection.run(`COPY (SELECT * FROM (VALUES ${rows}) t(a, b, x)) TO '${path}'`);
  const compare = async (key: string[]) => told((await compareBigTables({ legacy: a, candidate: b, key, rules: [], spillFolder: join(folder, 'spill') })).differences);
  await write(a, "('1', NULL, 'p'), ('1', '', 'q')");
  await write(b, "('1', NULL, 'p'), ('1', '', 'r')");
  expect(await compare(['a', 'b'])).toEqual(['/a=1,b=/x changed q -> r']);
  await write(b, "('1', NULL, 's'), ('1', '', 'q')");
  expect(await compare(['a', 'b'])).toEqual(['/a=1,b is null/x changed p -> s']);
  await write(a, "('1', NULL, 'p'), ('1', NULL, 'p'), ('2', 'x', 'p')");
  await write(b, "('1', NULL, 'p'), ('2', 'x', 'p')");
  expect(await compare(['a', 'b'])).toEqual(['/a=1,b is null failed has this key more than once -> null']);
  connection.closeSync();
});

test('Parquet is compared with its types and nulls', async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const [a, b] = [join(folder, 'a.parquet'), join(folder, 'b.parquet')];
  await connection.run(`COPY (SELECT * FROM (VALUES (1, 1.5::DOUBLE, 'a'), (2, NULL, 'b')) t(id, x, y)) TO '${a}'`);
  await connection.run(`COPY (SELECT * FROM (VALUES (2, 0.0::FLOAT, 'b'), (1, 1.5, 'a')) t(id, x, y)) TO '${b}'`);
  connection.closeSync();
  const compare = async (legacy: string, candidate: string) => told((await compareBigTables({ legacy, candidate, key: ['id'], rules: [], spillFolder: join(folder, 'spill') })).differences);
  expect(await compare(a, b)).toEqual(['/types/x changed DOUBLE -> FLOAT', '/id=2/x type null -> 0.0']);
  expect(await compare(a, a)).toEqual([]);
});
