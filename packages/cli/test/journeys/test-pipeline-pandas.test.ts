/** A pipeline of three pandas scripts on 100,000 rows, whole and with planted faults. Reported as skipped where there is no pandas. */

import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const python = ['python3', '/usr/bin/python3'].find((interpreter) => canImport(interpreter, 'pandas'));
const engine = python !== undefined && ['pyarrow', 'fastparquet'].some((name) => canImport(python, name));

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

interface Outcome {
  exit: number | undefined;
  statuses: Record<string, string>;
  issues: Record<string, string[]>;
  errors: string[];
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
    data_flow_results: Record<string, { compatibility_issues: string[] }>;
    errors: string[];
  };
  const map = <A, B>(entries: Record<string, A>, of: (value: A) => B) => Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, of(value)]));
  return { exit, cwd, errors, statuses: map(results, ({ status }) => status), issues: map(edges, ({ compatibility_issues: issues }) => issues.map((issue) => issue.replaceAll(`${cwd}/test_workspace/`, ''))) };
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

  test.skipIf(!engine)('with Parquet between two steps', async () => {
    const { exit, errors } = await run(undefined, pipeline.replace('  - name: order_features\n', '  - name: order_features\n    environ_vars: { FORMAT: parquet }\n'));
    expect({ exit, errors }).toEqual({ exit: 0, errors: [] });
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
