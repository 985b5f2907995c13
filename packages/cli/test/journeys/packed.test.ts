/** The packed packages, installed by npm into an empty folder, give a working program. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { makeFolder } from '../program.ts';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

test('npm install of the packed packages', { timeout: 180_000 }, async () => {
  const folder = await makeFolder({
    'project/package.json': '{"private": true}',
    'project/scripts/works.py': 'def main(input_paths, output_paths, environ_vars, job_args):\n    return 0\n',
    'project/scripts/fails.ts': 'export function main(input_paths: object, output_paths: object, environ_vars: object, job_args: object): number {\n  return 3;\n}\n',
    'project/cutover.config.ts': "import { defineMigration } from '@cutover/cli';\n\nexport default defineMigration({ name: 'packed' });\n",
  });
  const packed = join(folder, 'packed');
  const project = join(folder, 'project');
  await mkdir(packed);
  await execa('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', packed], { cwd: repository, preferLocal: true, localDir: repository });
  const tarballs = (await readdir(packed)).map((file) => join(packed, file));
  expect(tarballs).toHaveLength(4);
  // From npm's cache alone where an earlier run has filled it, so that the tests pass without the network, too.
  const install = (...how: string[]) => execa('npm', ['install', ...how, '--no-audit', '--no-fund', ...tarballs], { cwd: project });
  await install('--offline').catch(() => install());

  const run = (...args: string[]) => execa(join(project, 'node_modules/.bin/cutover'), args, { cwd: project, reject: false });
  expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  const { exitCode, stdout } = await run('test', 'script', 'works', 'fails', '--json');
  expect(exitCode).toBe(1);
  const results = JSON.parse(stdout).results as { script_name: string; error_code: string | null }[];
  expect(results.map((result) => [result.script_name, result.error_code])).toEqual([
    ['works', null],
    ['fails', 'RETURNED_CODE'],
  ]);
  await writeFile(join(project, 'cases.txt'), 'a\nb\n');
  const parity = await run('migrate', 'parity', '--legacy', 'echo {}', '--candidate', 'echo {}', '--input-file', 'cases.txt');
  expect(parity.exitCode).toBe(0);
});
