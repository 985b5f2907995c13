/** A pipeline of three pandas scripts on 100,000 rows, by CSV and Parquet, whole and with planted faults. Reported as skipped where there is no pandas. */

import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const python = ['python3', '/usr/bin/python3'].find((interpreter) => canImport(interpreter, 'pandas'));

function canImport(interpreter: string, name: string): boolean {
  try {
    execFileSync(interpreter, ['-c', `import ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const specification = `
input_paths: { raw_orders: input/prepare_orders/raw_orders.csv }
output_paths: { clean_orders: output/prepare_orders/clean_orders }
job_args: { test_share: 0.2 }
schemas:
  raw_orders:
    rows: 100000
    seed: 7
    columns:
      order_id: { type: integer, min: 1, unique: true }
      customer_id: { type: integer, min: 1, max: 4000 }
      amount: { type: number, min: 1, max: 500, nullable: 0.02 }
      quantity: { type: integer, min: 1, max: 9 }
      region: { type: string, values: [north, east, south, west] }
      ordered_at: { type: datetime }
`;

const pipeline = `
nodes:
  - prepare_orders
  - name: order_features
    schemas: { orders: { columns: { amount: { type: number, min: 0 }, quantity: { type: integer }, region: { type: string } } } }
  - train_model
edges: [[prepare_orders, order_features], [order_features, train_model]]
`;

/** The features go on as Parquet, and the last step declares what it needs of them. */
const parquetPipeline = pipeline
  .replace('  - name: order_features\n', '  - name: order_features\n    environ_vars: { FORMAT: parquet }\n')
  .replace('  - train_model\n', '  - name: train_model\n    schemas: { features: { format: parquet, columns: { customer_id: { type: integer }, orders: { type: integer }, log_total: { type: number } } } }\n');

interface Outcome {
  exit: number | undefined;
  statuses: Record<string, string>;
  issues: Record<string, string[]>;
  errors: string[];
  formats: Record<string, string | null>;
  cwd: string;
}

/** Runs the pipeline with one text of one script put in place of another. */
async function run(change?: { script: string; from: string; to: string }, changedPipeline = pipeline): Promise<Outcome> {
  const cwd = await makeFolder({
    'cutover.config.yaml': `name: pandas\nmodules: {}\npython: ${python}\n`,
    'p.yaml': changedPipeline,
    'test_workspace/prepare_orders.spec.yaml': specification,
  });
  await cp(fileURLToPath(new URL('../fixtures/pandas', import.meta.url)), join(cwd, 'scripts'), { recursive: true });
  if (change) {
    const file = join(cwd, 'scripts', change.script);
    const source = await readFile(file, 'utf8');
    expect(source).toContain(change.from);
    await writeFile(file, source.replaceAll(change.from, change.to));
  }
  const { exit, stdout, stderr } = await cutover(['--quiet', 'test', 'pipeline', 'p.yaml', '--json'], { cwd, env: { VIRTUAL_ENV: '' } });
  expect(stderr).toBe('');
  const { script_results: results, data_flow_results: edges, errors } = JSON.parse(stdout) as {
    script_results: Record<string, { status: string }>;
    data_flow_results: Record<string, { compatibility_issues: string[]; data_format_a: string | null }>;
    errors: string[];
  };
  const map = <A, B>(entries: Record<string, A>, of: (value: A) => B) => Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, of(value)]));
  return { exit, cwd, errors, statuses: map(results, ({ status }) => status), formats: map(edges, ({ data_format_a: format }) => format), issues: map(edges, ({ compatibility_issues: issues }) => issues.map((issue) => issue.replaceAll(`${cwd}/test_workspace/`, ''))) };
}

const skippedAfter = { prepare_orders: 'passed', order_features: 'failed', train_model: 'skipped' };

describe.skipIf(python === undefined)('a pandas pipeline of 100,000 rows', { timeout: 60_000 }, () => {
  test('runs from made orders to a measured model', async () => {
    const { exit, errors, cwd } = await run();
    expect({ exit, errors }).toEqual({ exit: 0, errors: [] });
    const metrics = JSON.parse(await readFile(join(cwd, 'test_workspace/output/train_model/metrics/metrics.json'), 'utf8')) as { r2: number; customers: number };
    expect(metrics.customers).toBe(800);
    expect(metrics.r2).toBeGreaterThan(0.9);
  });

  test('runs as well with Parquet between two steps, which DuckDB reads alike', async () => {
    const [csv, parquet] = [await run(), await run(undefined, parquetPipeline)];
    expect(parquet).toMatchObject({ exit: 0, errors: [], formats: { 'prepare_orders->order_features': 'csv', 'order_features->train_model': 'parquet' } });
    const connection = await (await DuckDBInstance.create()).connect();
    const summary = async (cwd: string, ending: string) => {
      const file = join(cwd, 'test_workspace/output/order_features/features/train', `features.${ending}`);
      return (await connection.runAndReadAll(`SELECT count(*), sum(orders), sum(customer_id * months), round(sum(log_total), 6) FROM '${file}'`)).getRowsJson();
    };
    expect(await summary(parquet.cwd, 'parquet')).toEqual(await summary(csv.cwd, 'csv'));
  });

  test.each([
    ['a renamed column', '"log_total"', '"log_totals"', 'features.parquet has no column "log_total" but "log_totals": renamed? Write it as "log_total", or read "log_totals"'],
    ['a type change', 'return features.reset_index()', 'return features.reset_index().astype({"log_total": str})', 'features.parquet column "log_total" is string, and number is declared'],
    ['an empty output', 'return features.reset_index()', 'return features.reset_index().head(0)', 'features.parquet has no rows: the step before wrote nothing but the frame of it'],
    ['an empty value', 'return features.reset_index()', 'return features.reset_index().assign(log_total=features["log_total"].where(features["log_total"] > 9).to_numpy())', /features\.parquet column "log_total" is empty in \d+ of 3200 rows, and no empty value is declared/],
    ['a wrong logical name', 'output_paths["features"]', 'output_paths["predictions"]', 'train_model reads input "features", and none of these fits it: order_features "predictions"'],
  ])('%s in Parquet', async (_, from, to, issue) => {
    const { exit, issues } = await run({ script: 'order_features.py', from, to }, parquetPipeline);
    expect(exit).toBe(1);
    expect(issues['order_features->train_model']).toContainEqual(typeof issue === 'string' ? expect.stringContaining(issue) : expect.stringMatching(issue));
  });

  test('a renamed column', async () => {
    const { exit, statuses, issues } = await run({ script: 'prepare_orders.py', from: 'part.to_csv(', to: 'part.rename(columns={"amount": "amount_eur"}).to_csv(' });
    expect(exit).toBe(1);
    expect(statuses).toEqual(skippedAfter);
    expect(issues['prepare_orders->order_features']).toContain(
      'prepare_orders "clean_orders" -> order_features "orders": output/prepare_orders/clean_orders/train/train_orders.csv has no column "amount" but "amount_eur": renamed? Write it as "amount", or read "amount_eur"',
    );
  });

  test('a renamed column that nobody declared', async () => {
    const { statuses, issues } = await run({ script: 'order_features.py', from: '"log_total"', to: '"log_totals"' });
    expect(statuses).toEqual({ prepare_orders: 'passed', order_features: 'passed', train_model: 'failed' });
    expect(issues['order_features->train_model']).toEqual([
      expect.stringMatching(/^train_model failed on it with RAISED: KeyError: 'log_total'/),
      expect.stringMatching(/features\.csv has no column "log_total" but "log_totals": renamed\?/),
    ]);
  });

  test('a type change', async () => {
    const { exit, issues } = await run({ script: 'prepare_orders.py', from: 'orders["amount"].round(2)', to: 'orders["amount"].round(2).astype(str) + " EUR"' });
    expect(exit).toBe(1);
    expect(issues['prepare_orders->order_features']).toContainEqual(
      expect.stringMatching(/^prepare_orders "clean_orders" -> order_features "orders": .*\/train_orders\.csv column "amount" is string, and number is declared, first "[\d.]+ EUR" in row 1$/),
    );
  });

  test('an empty output', async () => {
    const { exit, issues } = await run({ script: 'prepare_orders.py', from: 'part.to_csv(', to: 'part.head(0).to_csv(' });
    expect(exit).toBe(1);
    expect(issues['prepare_orders->order_features']).toContainEqual(expect.stringMatching(/\/train_orders\.csv has no rows/));
  });

  test('a wrong logical name', async () => {
    const { exit, statuses, issues } = await run({ script: 'order_features.py', from: 'output_paths["features"]', to: 'output_paths["predictions"]' });
    expect(exit).toBe(1);
    expect(statuses['train_model']).toBe('failed');
    expect(issues['order_features->train_model']).toEqual([
      expect.stringMatching(/^train_model reads input "features", and none of these fits it: order_features "predictions": /),
    ]);
  });
});
