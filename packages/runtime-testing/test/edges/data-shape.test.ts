import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { typeOf } from '../../src/domain/compat/column-tally.ts';
import { compareShape } from '../../src/domain/compat/compare-shape.ts';
import { specificationSchema } from '../../src/domain/specification.ts';
import { findDataFiles } from '../../src/edges/data-files.ts';
import { readShape } from '../../src/edges/data-shape.ts';
import { temporaryFolder } from '../workspace.ts';

async function shapeOf(name: string, content: string) {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  const [file] = await findDataFiles(path);
  return readShape(file);
}

const records = [
  { id: 1, amount: 1.5, region: 'north', paid: true, day: '2026-01-02', at: '2026-01-02T03:04:05Z' },
  { id: 2, amount: null, region: 'a "b", c\nd', paid: false, day: '2026-01-03', at: '2026-01-03T03:04:05Z' },
];
const types = { id: 'integer', amount: 'number', region: 'string', paid: 'boolean', day: 'date', at: 'datetime' };
const csv = 'id,amount,region,paid,day,at\n1,1.5,north,True,2026-01-02,2026-01-02T03:04:05Z\n2,,"a ""b"", c\nd",False,2026-01-03,2026-01-03 03:04:05\n';

describe('the same table in each format', () => {
  test.each([
    ['orders.csv', `\uFEFF${csv}`],
    ['orders.csv', csv.replaceAll(/,(?! )/g, ';').replace('"a ""b""; c', '"a ""b"", c')],
    ['orders.csv', csv.replaceAll(/(?<!c)\n/g, '\r')],
    ['orders.csv', csv.replaceAll(/(?<!c)\n/g, '\r\n')],
    ['orders.tsv', csv.replaceAll(/,(?! )/g, '\t')],
    ['orders.json', JSON.stringify(records)],
    ['orders.json', JSON.stringify(Object.fromEntries(Object.keys(types).map((key) => [key, records.map((record) => record[key as 'id'])])))],
    ['orders.json', JSON.stringify(Object.fromEntries(Object.keys(types).map((key) => [key, { 0: records[0][key as 'id'], 1: records[1][key as 'id'] }])))],
    ['orders.jsonl', `${records.map((record) => JSON.stringify(record)).join('\n')}\n\n`],
  ])('%s %#', async (name, content) => {
    const shape = await shapeOf(name, content);
    expect(shape.problem).toBeUndefined();
    expect({ rows: shape.rows, types: Object.fromEntries(shape.columns!.map((column) => [column.name, typeOf(column)])) }).toEqual({ rows: 2, types });
    expect(shape.columns!.map(({ empty }) => empty)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  test('Parquet', async () => {
    const path = join(await temporaryFolder(), 'orders.parquet');
    parquetWriteFile({
      filename: path,
      rowGroupSize: 1,
      columnData: [
        { name: 'id', data: [1n, 2n], type: 'INT64' },
        { name: 'amount', data: [1.5, null], type: 'DOUBLE' },
        { name: 'region', data: ['north', 'south'], type: 'STRING' },
        { name: 'paid', data: [true, false], type: 'BOOLEAN' },
        { name: 'at', data: [new Date(0), new Date(1)], type: 'TIMESTAMP' },
        { name: '__index_level_0__', data: [0n, 1n], type: 'INT64' },
      ],
    });
    const [file] = await findDataFiles(path);
    const shape = await readShape(file);
    expect(shape).toMatchObject({ format: 'parquet', rows: 2 });
    expect(shape.columns!.map((column) => [column.name, typeOf(column), column.empty, column.min, column.max])).toEqual([
      ['id', 'integer', 0, 1, 2],
      ['amount', 'number', 1, null, null],
      ['region', 'string', 0, null, null],
      ['paid', 'boolean', 0, null, null],
      ['at', 'datetime', 0, null, null],
    ]);
  });
});

describe('what Python writes and reads though it is not to the letter', () => {
  test.each([
    ['a.json', '{"a": 1}\n{"a": NaN}\n', 'jsonl'],
    ['a.json', '[{"a": 1}, {"a": NaN}]', 'json'],
    ['a.csv', 'a,b\n5" pipe,1\n6,2\n', 'csv'],
  ])('%s %#', async (name, content, format) => {
    expect(await shapeOf(name, content)).toMatchObject({ format, rows: 2, columns: expect.arrayContaining([expect.objectContaining({ name: 'a' })]) });
  });
});

test.each([
  ['a.json', '{"a": ', /JSON/],
  ['a.jsonl', '{"a": 1}\nnot json\n', /^line 2: /],
  ['a.csv', 'a,b\n"open,1\n', /[Qq]uote/],
  ['a.parquet', 'not parquet at all', /parquet|Invalid|invalid/],
])('%s that is not valid is told', async (name, content, problem) => {
  const shape = await shapeOf(name, content);
  expect(shape.problem).toMatch(problem);
  expect(compareShape(shape, schema({}))).toEqual([`is not valid ${shape.format}: ${shape.problem}`]);
});

test.each(['\r\n', '\r'])('rows beyond those that are judged are counted, line ends in quotes left out: %j', async (end) => {
  const rows = 200_003;
  const shape = await shapeOf('many.csv', `id,text${end}${Array.from({ length: rows }, (_, i) => `${i},"two\nlines"${end}`).join('')}`);
  expect({ rows: shape.rows, rowsRead: shape.rowsRead }).toEqual({ rows, rowsRead: 200_000 });
});

test('a description, a model and nothing are opaque', async () => {
  expect(await shapeOf('stats.json', '{"mean": 3}')).toMatchObject({ format: 'json', columns: null, rows: null });
  expect(await shapeOf('model.pkl', '\u0080x')).toMatchObject({ format: 'pickle', columns: null });
});

function schema(columns: object, more: object = {}) {
  return specificationSchema.parse({ schemas: { x: { columns, ...more } } }).schemas['x'];
}

describe('compareShape', () => {
  test.each([
    [{ id: { type: 'integer' }, amount: { type: 'number', nullable: 1 }, region: { type: 'string' }, paid: { type: 'boolean' }, day: { type: 'date' }, at: { type: 'datetime' } }, {}, []],
    [{ id: { type: 'string' }, day: { type: 'datetime' } }, {}, []],
    [{ id: { type: 'boolean' } }, {}, ['column "id" is integer, and boolean is declared, first "1" in row 1']],
    [{ amount: { type: 'number' } }, {}, ['column "amount" is empty in 1 of 2 rows, and no empty value is declared: fill them, or declare "nullable"']],
    [{ region: { type: 'number' } }, {}, ['column "region" is string, and number is declared, first "north" in row 1']],
    [{ id: { type: 'integer', min: 2, max: 1.5e9 } }, {}, ['column "id" goes down to 1, and min 2 is declared']],
    [{ id: { type: 'integer', max: 1 } }, {}, ['column "id" goes up to 2, and max 1 is declared']],
    [{ region: { type: 'string', values: ['north'] } }, {}, ['column "region" holds "a \\"b\\", c\\nd", which is none of the values declared: "north"']],
    [{ regions: { type: 'string' } }, {}, ['has no column "regions" but "region": renamed? Write it as "regions", or read "region"']],
    [{ price: { type: 'number' } }, {}, ['has no column "price"; it has "id", "amount", "region", "paid", "day", "at": write that column, or stop reading it']],
    [{}, { min_rows: 3 }, ['has 2 rows, and at least 3 are declared (min_rows)']],
    [{}, { format: 'parquet' }, ['is csv, and parquet is declared: write that, or correct "format" in the schema']],
  ])('%j', async (columns, more, issues) => {
    expect(compareShape(await shapeOf('orders.csv', csv), schema(columns, more))).toEqual(issues);
  });

  test('a few wrong values among many are counted', async () => {
    const shape = await shapeOf('a.csv', `amount\n${'1.5\n'.repeat(999)}12 USD\n`);
    expect(compareShape(shape, schema({ amount: { type: 'number' } }))).toEqual(['column "amount" is string, and number is declared: 1 of 1000 rows differ, first "12 USD" in row 1000']);
  });

  test('only a heading', async () => {
    expect(compareShape(await shapeOf('a.csv', 'amount\n'), schema({ amount: { type: 'number' } }))).toEqual(['has no rows: the step before wrote nothing but the frame of it']);
  });

  test('a whole number column with holes, as pandas writes it, is still one', async () => {
    expect(compareShape(await shapeOf('a.csv', 'n\n1.0\n""\n3.0\n'), schema({ n: { type: 'integer', nullable: 0.5 } }))).toEqual([]);
  });
});
