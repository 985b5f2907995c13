/** `cutover test compat` through the installed program. */

import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compatibilityResultSchema } from '@cutover/runtime-testing';
import { describe, expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const main = 'def main(input_paths, output_paths, environ_vars, job_args):\n';

/** A script that writes `text` as `file` into its output `name`. */
function writes(name: string, file: string, text: string): string {
  return `import os\n\n\n${main}    path = os.path.join(output_paths["${name}"], "${file}")\n    os.makedirs(os.path.dirname(path), exist_ok=True)\n    with open(path, "w") as out:\n        out.write(${JSON.stringify(text)})\n`;
}

const sums = `import csv


${main}    with open(input_paths["orders"]) as source:
        total = sum(float(row["amount"]) for row in csv.DictReader(source))
    with open(output_paths["total"], "w") as out:
        out.write(str(total))
`;

async function compat(files: Record<string, string>, ...more: string[]) {
  const cwd = await makeFolder(files);
  const run = await cutover(['test', 'compat', 'a', 'b', '--json', ...more], { cwd });
  return { cwd, exit: run.exit, result: compatibilityResultSchema.parse(JSON.parse(run.stdout)) };
}

describe('cutover test compat', () => {
  test('A runs, B runs on the newest valid file that A wrote', async () => {
    const { cwd, exit, result } = await compat({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount\n1,2.5\n2,4\n'), 'scripts/b.py': sums });
    expect(exit).toBe(0);
    expect(result).toEqual({
      schema_version: 1,
      script_a: 'a',
      script_b: 'b',
      compatible: true,
      compatibility_issues: [],
      data_format_a: 'csv',
      data_format_b: 'csv',
      path_matches: [{ output: 'orders', input: 'orders', confidence: 1, file: join(cwd, 'test_workspace/output/a/orders/orders.csv') }],
      execution_time: expect.any(Number),
      notes: [],
    });
  });

  test('what lies there from before, temporary and empty files are not handed over', async () => {
    const cwd = await makeFolder({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount\n1,2.5\n'), 'scripts/b.py': sums });
    const output = join(cwd, 'test_workspace/output/a/orders');
    await mkdir(output, { recursive: true });
    for (const name of ['old.csv', '.hidden.csv', 'orders.csv.tmp', '_SUCCESS', 'empty.csv']) {
      await writeFile(join(output, name), name === 'empty.csv' ? '' : 'wrong\n1\n');
      const later = name === 'old.csv' ? new Date(2020, 1) : new Date(Date.now() + 60_000);
      await utimes(join(output, name), later, later);
    }
    const { stdout } = await cutover(['test', 'compat', 'a', 'b', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ compatible: true, path_matches: [{ file: join(output, 'orders.csv') }] });
  });

  test('a renamed column is named, with what it may have become', async () => {
    const { cwd, exit, result } = await compat({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount_usd\n1,2.5\n'), 'scripts/b.py': sums });
    expect(exit).toBe(1);
    const file = join(cwd, 'test_workspace/output/a/orders/orders.csv');
    expect(result.compatibility_issues).toEqual([
      `b failed on it with RAISED: KeyError: 'amount' (${join(cwd, 'scripts/b.py')}:6): mend the line named, or what it is given`,
      `b: ${file} has no column "amount" but "amount_usd": renamed? Write it as "amount", or read "amount_usd"`,
    ]);
  });

  test('a value that can not be read is named with its column and row', async () => {
    const { result } = await compat({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount\n1,2.5\n2,4 EUR\n'), 'scripts/b.py': sums });
    expect(result.compatibility_issues[1]).toMatch(/column "amount" holds text, first "4 EUR" in row 2: /);
  });

  test('the schema that B declares finds what B itself does not notice', async () => {
    const reads = `${main}    with open(input_paths["orders"]) as source, open(output_paths["total"], "w") as out:\n        out.write(source.read())\n`;
    const { result, exit } = await compat({
      'scripts/a.py': writes('orders', 'orders.csv', 'id,amount,region\n1,2.5,north\n2,,south\n'),
      'scripts/b.py': reads,
      'test_workspace/b.spec.yaml': `
input_paths: { orders: input/b/orders.csv }
output_paths: { total: output/b/total.csv }
schemas: { orders: { min_rows: 3, columns: { id: { type: string }, amount: { type: integer }, regions: { type: string } } } }
`,
    });
    expect(exit).toBe(1);
    expect(result.compatibility_issues.map((issue) => issue.replace(/^.*?orders\.csv /, ''))).toEqual([
      'has 2 rows, and at least 3 are declared (min_rows)',
      'column "amount" is number, and integer is declared, first "2.5" in row 1',
      'column "amount" is empty in 1 of 2 rows, and no empty value is declared: fill them, or declare "nullable"',
      'has no column "regions" but "region": renamed? Write it as "regions", or read "region"',
    ]);
  });

  test('what was not looked into is told', async () => {
    const many = `import os\n\n\n${main}    for name in ("first.csv", "second.csv"):\n        with open(os.path.join(output_paths["orders"], name), "w") as out:\n            out.write("amount\\n" + "1\\n" * 200001)\n`;
    const { result, exit, cwd } = await compat({ 'scripts/a.py': many, 'scripts/b.py': sums });
    const edge = 'a "orders" -> b "orders": ';
    expect({ exit, notes: result.notes.slice(0, 2) }).toEqual({
      exit: 0,
      notes: [`${edge}${join(cwd, 'test_workspace/output/a/orders/second.csv')} has 200001 rows, and its columns are judged by the first 200000`, `${edge}the newest table of a folder is looked into, 1 older one is not`],
    });
  });

  test.each([
    ['orders.json', '3', [/orders\.json is no table: /], []],
    ['orders.json', '[]', [/has no rows/, /has no column "amount"; it has none: /], []],
    ['orders.bin', 'x', [], [/orders\.bin is handed over unseen, so its declared schema was not checked$/]],
  ])('a declared schema is never silently left unchecked: %s with %s', async (file, text, issues, notes) => {
    const reads = `import os\n\n\n${main}    os.listdir(input_paths["orders"])\n`;
    const { result } = await compat({
      'scripts/a.py': writes('orders', file, text),
      'scripts/b.py': reads,
      'test_workspace/b.spec.yaml': 'input_paths: { orders: input/b/orders }\nschemas: { orders: { columns: { amount: { type: number } } } }\n',
    });
    expect(result.compatibility_issues).toEqual(issues.map((issue) => expect.stringMatching(issue)));
    expect(result.notes).toEqual(notes.map((note) => expect.stringMatching(note)));
  });

  test('an output without rows is told', async () => {
    const { result } = await compat({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount\n'), 'scripts/b.py': sums });
    expect(result.compatibility_issues).toEqual([expect.stringMatching(/^a "orders" -> b "orders": .*orders\.csv has no rows/)]);
  });

  test('a wrong logical name is told with both, and an alias mends it', async () => {
    const files = { 'scripts/a.py': writes('predictions', 'orders.csv', 'id,amount\n1,2.5\n'), 'scripts/b.py': sums };
    const { result, exit } = await compat(files);
    expect(exit).toBe(1);
    expect(result).toMatchObject({ path_matches: [], data_format_a: null });
    expect(result.compatibility_issues).toEqual([
      'b reads input "orders", and none of these fits it: a "predictions": give both one name, declare other names under aliases in the specification of b, or put data at the input\'s place',
    ]);
    const specification = 'input_paths: { orders: input/b/orders }\noutput_paths: { total: output/b/total }\naliases: { orders: [predictions] }\n';
    expect((await compat({ ...files, 'test_workspace/b.spec.yaml': specification })).result).toMatchObject({ compatible: true, path_matches: [{ confidence: 0.95 }] });
  });

  test('what A does wrong is the issue, and B is not run', async () => {
    const { result, exit } = await compat({ 'scripts/a.py': `${main}    return 3\n`, 'scripts/b.py': sums });
    expect(exit).toBe(1);
    expect(result).toMatchObject({ compatible: false, data_format_a: null, data_format_b: null, path_matches: [] });
    expect(result.compatibility_issues).toEqual([expect.stringMatching(/^a failed with RETURNED_CODE: main returned 3: /)]);
  });

  test('a folder is given as a file to who opens a file, a file in a folder to who lists a folder', async () => {
    const opens = `def load(path):\n    with open(path) as source:\n        return source.read()\n\n\n${main}    with open(output_paths["out"], "w") as out:\n        out.write(load(input_paths["orders"]))\n`;
    const lists = `import os\n\n\n${main}    with open(output_paths["out"], "w") as out:\n        out.write(",".join(os.listdir(input_paths["orders"])))\n`;
    const one = `${main}    with open(output_paths["orders"], "w") as out:\n        out.write("id\\n1\\n")\n`;
    expect((await compat({ 'scripts/a.py': writes('orders', 'train/orders.csv', 'id\n1\n'), 'scripts/b.py': opens })).result).toMatchObject({ compatible: true, notes: ['b: given as a file, as it reads it: orders'] });
    expect((await compat({ 'scripts/a.py': one, 'scripts/b.py': lists })).result).toMatchObject({ compatible: true, notes: ['b: given as a folder, as it reads it: orders'] });
  });

  test('a pickle is handed over as it is, to another language by name', async () => {
    const pickles = `import pickle\n\n\n${main}    with open(output_paths["model"], "wb") as out:\n        pickle.dump({"weights": [1, 2]}, out)\n`;
    const counts = "import { readFileSync, writeFileSync } from 'node:fs';\n\nexport function main(input_paths, output_paths, environ_vars, job_args) {\n  writeFileSync(output_paths.size, String(readFileSync(input_paths.model_input).length));\n}\n";
    expect((await compat({ 'scripts/a.py': pickles, 'scripts/b.mjs': counts })).result).toMatchObject({ compatible: true, data_format_a: 'pickle', path_matches: [{ output: 'model', input: 'model_input', confidence: 0.9 }] });
  });

  test('a reader that does not name its inputs gets them under the names they were written by', async () => {
    const any = `${main}    with open(list(input_paths.values())[0]) as source, open(output_paths["out"], "w") as out:\n        out.write(source.read())\n`;
    const one = `${main}    with open(output_paths["orders"], "w") as out:\n        out.write("id\\n1\\n")\n`;
    const { result } = await compat({ 'scripts/a.py': one, 'scripts/b.py': any });
    expect(result).toMatchObject({ compatible: true, notes: ['b names no input in its source: it was given the outputs of a under their own names'] });
    const none = `${main}    with open(output_paths["out"], "w") as out:\n        out.write("x")\n`;
    expect((await compat({ 'scripts/a.py': one, 'scripts/b.py': none })).result.compatibility_issues).toEqual([expect.stringMatching(/^b names no input: /)]);
  });

  test('for people', async () => {
    const cwd = await makeFolder({ 'scripts/a.py': writes('orders', 'orders.csv', 'id,amount_usd\n1,2.5\n'), 'scripts/b.py': sums });
    const { exit, stdout } = await cutover(['test', 'compat', 'a', 'b'], { cwd });
    expect(exit).toBe(1);
    expect(stdout.replace(/\d+\.\d+ s/, '<time>')).toBe(
      [
        'FAIL  a -> b  <time>  csv',
        '      orders -> orders  1.00  test_workspace/output/a/orders/orders.csv',
        "      - b failed on it with RAISED: KeyError: 'amount' (scripts/b.py:6): mend the line named, or what it is given",
        '      - b: test_workspace/output/a/orders/orders.csv has no column "amount" but "amount_usd": renamed? Write it as "amount", or read "amount_usd"',
        '',
        'not compatible, 2 issues',
      ].join('\n'),
    );
  });

  test.each([[['a']], [['a', 'missing']], [['a', 'b', 'c']]])('%j is a usage error', async (names) => {
    const cwd = await makeFolder({ 'scripts/a.py': main, 'scripts/b.py': sums });
    expect((await cutover(['test', 'compat', ...names], { cwd })).exit).toBe(2);
  });
});
