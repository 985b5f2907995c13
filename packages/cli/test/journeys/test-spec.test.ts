/** `cutover test spec` through the installed program. */

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const copies = `
def main(input_paths, output_paths, environ_vars, job_args):
    with open(input_paths["orders"]) as source, open(output_paths["copy"], "w") as copy:
        copy.write(environ_vars["PREFIX"] + source.read()[: int(job_args.limit)])
`;

test('writes what the source reads, runs by it, and never overwrites it', async () => {
  const cwd = await makeFolder({ 'scripts/copies.py': copies, 'test_workspace/input/copies/orders': 'a,b\n' });
  const written = await cutover(['test', 'spec', 'copies', '--json'], { cwd });
  expect(written.exit).toBe(0);
  const path = join(cwd, 'test_workspace/copies.spec.yaml');
  expect(JSON.parse(written.stdout)).toEqual({
    schema_version: 1,
    script_name: 'copies',
    script_path: join(cwd, 'scripts/copies.py'),
    path,
    created: true,
    input_paths: { orders: 'input/copies/orders' },
    output_paths: { copy: 'output/copies/copy' },
    environ_vars: { PREFIX: '' },
    job_args: { limit: null },
  });
  const text = await readFile(path, 'utf8');
  const again = await cutover(['test', 'spec', 'copies'], { cwd });
  expect({ ...again, text: await readFile(path, 'utf8') }).toEqual({
    exit: 3,
    stdout: '',
    stderr: 'error[SPEC_EXISTS]: test_workspace/copies.spec.yaml is there already, and is left as it is\nhint: edit it, or move it away to have a new one written',
    text,
  });

  await writeFile(path, text.replace('PREFIX: ""', 'PREFIX: "> "').replace('limit: null', 'limit: 3'));
  expect((await cutover(['test', 'script', 'copies'], { cwd })).exit).toBe(0);
  expect(await readFile(join(cwd, 'test_workspace/output/copies/copy'), 'utf8')).toBe('> a,b');
});

test('a name that is not there creates nothing', async () => {
  const cwd = await makeFolder({ 'scripts/copies.py': copies });
  const { exit, stderr } = await cutover(['test', 'spec', 'copeis'], { cwd });
  expect(exit).toBe(2);
  expect(stderr).toContain('hint: did you mean "copies"?');
  expect(await readdir(cwd)).toEqual(['scripts']);
});

test('a missing input is made from its schema, and the result says so', async () => {
  const cwd = await makeFolder({
    'scripts/copies.py': copies,
    'test_workspace/copies.spec.yaml': `
input_paths: { orders: input/copies/orders.csv }
output_paths: { copy: output/copies/copy.txt }
environ_vars: { PREFIX: "" }
job_args: { limit: 14 }
schemas: { orders: { rows: 2, seed: 5, columns: { id: { type: integer, min: 1, unique: true }, paid: { type: boolean } } } }
`,
  });
  const { exit, stdout } = await cutover(['test', 'script', 'copies'], { cwd });
  expect(exit).toBe(0);
  expect(stdout).toContain('note: input "orders" is generated data: 2 rows from its declared schema, seed 5');
  expect(await readFile(join(cwd, 'test_workspace/output/copies/copy.txt'), 'utf8')).toMatch(/^id,paid\n1,/);
});
