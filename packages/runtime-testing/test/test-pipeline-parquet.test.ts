/** A pipeline whose steps hand over 100,000 rows as Parquet, whole and with planted faults. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtimeTester } from '../src/index.ts';
import { testOptions } from './workspace.ts';

const writerModule = import.meta.resolve('hyparquet-writer');
const readerModule = import.meta.resolve('hyparquet');

const sell = `
import { join } from 'node:path';
import { parquetWriteFile } from '${writerModule}';

export function main(input_paths, output_paths, environ_vars, job_args) {
  const ids = Array.from({ length: 100_000 }, (_, i) => i);
  parquetWriteFile({
    filename: join(output_paths.sales, 'sales.parquet'),
    columnData: [
      { name: 'id', data: ids, type: 'INT32' },
      { name: 'amount', data: ids.map((id) => (id % 7) / 2), type: 'DOUBLE' },
      { name: 'shop', data: ids.map((id) => 'shop ' + (id % 10)), type: 'STRING' },
    ],
  });
}
`;

const sum = `
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { asyncBufferFromFile, parquetReadObjects } from '${readerModule}';

export async function main(input_paths, output_paths, environ_vars, job_args) {
  const totals = new Map();
  const file = await asyncBufferFromFile(join(input_paths.sales, 'sales.parquet'));
  for (const { shop, amount } of await parquetReadObjects({ file })) totals.set(shop, (totals.get(shop) ?? 0) + amount);
  writeFileSync(join(output_paths.totals, 'totals.jsonl'), [...totals].map(([shop, total]) => JSON.stringify({ shop, total })).join('\\n'));
}
`;

const rank = `
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';

export function main(input_paths, output_paths, environ_vars, job_args) {
  const rows = readFileSync(join(input_paths.totals, 'totals.jsonl'), 'utf8').split('\\n').map((line) => JSON.parse(line));
  writeFileSync(output_paths.best, rows.sort((a, b) => b.total - a.total)[0].shop);
}
`;

const sales = { format: 'parquet', min_rows: 100_000, columns: { id: { type: 'integer', min: 0, max: 99_999 }, amount: { type: 'number', min: 0 }, shop: { type: 'string' } } };
const pipeline = {
  steps: {
    sell: {},
    sum: { schemas: { sales } },
    rank: { schemas: { totals: { min_rows: 10, columns: { shop: { type: 'string' }, total: { type: 'number' } } } } },
  },
};

async function run(from = '', to = '') {
  const options = await testOptions('parquet');
  const scripts = join(options.cwd, 'scripts');
  await mkdir(scripts);
  expect(sell).toContain(from);
  await writeFile(join(scripts, 'sell.mjs'), sell.replace(from, to));
  await writeFile(join(scripts, 'sum.mjs'), sum);
  await writeFile(join(scripts, 'rank.mjs'), rank);
  const file = join(options.cwd, 'pipeline.json');
  await writeFile(file, JSON.stringify(pipeline));
  const { result } = await runtimeTester({ ...options, scriptDirs: [scripts] }).testPipelineFlow(file);
  const place = join(options.workspace, 'output/sell/sales/sales.parquet');
  return { result, issues: result.data_flow_results['sell->sum'].compatibility_issues.map((issue) => issue.replace(`sell "sales" -> sum "sales": ${place} `, '')) };
}

test('passes', async () => {
  const { result } = await run();
  expect(result).toMatchObject({ pipeline_success: true, errors: [] });
  expect(result.data_flow_results).toMatchObject({ 'sell->sum': { data_format_a: 'parquet', data_format_b: 'parquet' }, 'sum->rank': { data_format_a: 'jsonl' } });
});

test.each([
  ['a renamed column', "name: 'amount'", "name: 'amounts'", 'has no column "amount" but "amounts": renamed? Write it as "amount", or read "amounts"'],
  ['a type change', "(id % 7) / 2), type: 'DOUBLE'", "(id % 7) + ' EUR'), type: 'STRING'", 'column "amount" is string, and number is declared'],
  ['empty values', '(id % 7) / 2)', '(id === 5 ? null : 1))', 'column "amount" is empty in 1 of 100000 rows, and no empty value is declared: fill them, or declare "nullable"'],
  ['too few rows', '100_000', '99_000', 'has 99000 rows, and at least 100000 are declared (min_rows)'],
])('%s is told, though the reader itself does not notice', async (_, from, to, issue) => {
  const { result, issues } = await run(from, to);
  expect(result.pipeline_success).toBe(false);
  expect(issues).toContain(issue);
});
