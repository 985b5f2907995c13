import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generatedText, type GeneratedFormat } from '../src/domain/generated-rows.ts';
import { specificationSchema } from '../src/domain/specification.ts';
import { generateInputs, testScripts } from '../src/index.ts';
import { testOptions } from './workspace.ts';

const columns = {
  id: { type: 'integer', min: 5, unique: true },
  amount: { type: 'number', min: -2, max: 2, nullable: 0.5 },
  region: { type: 'string', values: ['north, "far"', 'south'] },
  name: { type: 'string' },
  paid: { type: 'boolean' },
  day: { type: 'date' },
  at: { type: 'datetime', unique: true },
};

function schema(changes: object = {}) {
  return specificationSchema.parse({ schemas: { x: { columns, rows: 50, ...changes } } }).schemas['x'];
}

const text = (changes: object = {}, format: GeneratedFormat = 'csv') => [...generatedText(schema(changes), format)].join('');

describe('generated data', () => {
  test('fits its schema, whatever the seed', () => {
    assert(
      property(integer(), integer({ min: 0, max: 60 }), (seed, rows) => {
        const made = JSON.parse(text({ seed, rows }, 'json')) as Record<string, string | number | boolean | null>[];
        expect(made).toHaveLength(rows);
        expect(new Set(made.map((row) => row['at'])).size).toBe(rows);
        for (const [i, row] of made.entries()) {
          expect(Object.keys(row)).toEqual(Object.keys(columns));
          expect(row['id']).toBe(5 + i);
          if (row['amount'] !== null) expect(Math.abs(Number(row['amount']))).toBeLessThanOrEqual(2);
          expect(['north, "far"', 'south']).toContain(row['region']);
          expect(row['day']).toMatch(/^202\d-\d\d-\d\d$/);
          expect(typeof row['paid']).toBe('boolean');
        }
      }),
    );
  });

  test('is the same for the same seed, and another for another', () => {
    expect(text({ seed: 7 })).toBe(text({ seed: 7 }));
    expect(text({ seed: 7 })).not.toBe(text({ seed: 8 }));
  });

  test('a column stays as it is when another is added', () => {
    const with2 = text({ columns: { ...columns, more: { type: 'integer' } } }).split('\n');
    const before = text().split('\n');
    expect(with2.map((line) => line.split(',').slice(0, -1).join(','))).toEqual(before);
  });

  test('is the bytes that it was at first', () => {
    const few = { rows: 2, columns: { id: { type: 'integer', min: 1, max: 9 }, region: columns.region } };
    expect(text(few)).toBe('id,region\n2,south\n9,"north, ""far"""\n');
    expect(text(few, 'jsonl')).toBe('{"id":2,"region":"south"}\n{"id":9,"region":"north, \\"far\\""}\n');
    expect(text({ ...few, rows: 0 }, 'json')).toBe('[]\n');
    expect(text(few, 'tsv')).toContain('id\tregion\n');
  });
});

const specification = (rows: number, place = 'input/counts/orders.csv') => `
input_paths: { orders: "${place}" }
output_paths: { total: output/counts/total }
schemas:
  orders: { rows: ${rows}, columns: { id: { type: integer, unique: true }, amount: { type: number, min: 1 } } }
`;

async function optionsWith(text: string) {
  const options = await testOptions('counts');
  await mkdir(options.workspace, { recursive: true });
  await writeFile(join(options.workspace, 'counts.spec.yaml'), text);
  return options;
}

describe('a missing input with a declared schema', () => {
  test('is generated, and every result says so', async () => {
    const options = await optionsWith(specification(30_000));
    for (const round of ['first', 'again']) {
      const [result] = await testScripts(['counts'], options);
      expect(result, round).toMatchObject({ success: true, generated_inputs: ['orders'], notes: ['input "orders" is generated data: 30000 rows from its declared schema, seed 42'] });
    }
    expect(await readFile(join(options.workspace, 'output/counts/total'), 'utf8')).toBe('30000');
    expect(await readdir(join(options.workspace, 'input/counts'))).toEqual(['orders.csv']);
  });

  test('data that is there is neither overwritten nor called generated', async () => {
    const options = await optionsWith(specification(3));
    await mkdir(join(options.workspace, 'input/counts'), { recursive: true });
    await writeFile(join(options.workspace, 'input/counts/orders.csv'), 'id,amount\n1,2\n');
    const [result] = await testScripts(['counts'], options);
    expect(result).toMatchObject({ success: true, generated_inputs: [], notes: [] });
    expect(await readFile(join(options.workspace, 'output/counts/total'), 'utf8')).toBe('1');
  });

  test('a place without an ending is a file where the source opens it as one', async () => {
    const options = await optionsWith(specification(3, 'input/counts/orders'));
    expect((await testScripts(['counts'], options))[0]).toMatchObject({ success: true });
    expect(await generateInputs('counts', options, { rows: 9 })).toEqual([
      { input: 'orders', file: join(options.workspace, 'input/counts/orders'), format: 'csv', rows: 9, seed: 42, written: false },
    ]);
  });

  test('asking for Parquet, or without a schema, is refused with what to do', async () => {
    const options = await optionsWith(specification(3));
    await expect(generateInputs('counts', options, { format: 'parquet' })).rejects.toMatchObject({ code: 'FORMAT_NOT_GENERATED', exit: 2 });
    await expect(generateInputs('counts', await testOptions('counts'))).rejects.toMatchObject({ code: 'SCHEMA_MISSING', exit: 2 });
  });
});
