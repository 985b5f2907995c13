/** `cutover test script` with specifications, links, programs and settings that are not as they should be. */

import { chmod, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder, start } from '../program.ts';

const signature = 'def main(input_paths, output_paths, environ_vars, job_args):';

test.runIf(process.platform === 'linux').each([
  ['test script copies --workspace-dir /proc/none', 3, '/proc/none: no folder can be made there'],
  ['test script writes --workspace-dir /proc/none', 3, '/proc/none: no folder can be made there'],
  ['test compat writes copies --workspace-dir /proc/none', 3, '/proc/none: no folder can be made there'],
  ['test spec copies --workspace-dir /proc/none', 3, '/proc/none: no folder can be made there'],
  ['legacy test-script copies --workspace-dir /proc/none', 3, '/proc/none: no folder can be made there'],
  ['test script copies --workspace-dir . --junit /proc/none/x.xml', 3, "can't write the report to /proc/none/x.xml"],
])('a place where no folder can be made is told at once: %s', async (line, exit, message) => {
  const cwd = await makeFolder({ 'scripts/copies.py': `${signature}\n    pass\n`, 'scripts/writes.py': `${signature}\n    open(output_paths["out"] + "/x", "w")\n` });
  // Started so that it is killed where it never ends.
  const running = start(line.split(' '), { cwd });
  expect([(await running.process).exitCode, running.text()]).toEqual([exit, expect.stringContaining(message)]);
});

describe('cutover test script', () => {
  test.each([
    ['', 'the file is empty'],
    ['input_paths:\n', 'input_paths: expected object, received null'],
    ['input_paths: [orders]\n', 'input_paths: expected object, received array'],
    ['output_paths: { report: "" }\n', 'output_paths.report: a file or folder is needed'],
    ['timeout: -1\n', 'timeout: expected number to be >0'],
    ['timeout: 99999999999\n', 'timeout: expected number to be <=2000000'],
    ['job_args: { a: { b: 1 } }\n', 'job_args.a: expected text, number, true, false, null, or a list of these'],
    ['environ_vars: { A: null }\n', 'environ_vars.A: expected text, number, true or false'],
    ['environ_vars: { "A=B": x }\n', 'environ_vars.A=B: the name of a variable is not empty and has no "="'],
    ['environ_vars: { A: "a\\0b" }\n', "environ_vars.A: a variable can't hold a zero byte"],
    ['timeout: 1\n---\ntimeout: 2\n', 'copies.spec.yaml is not valid YAML: it holds more than one document'],
  ])('the specification %j is refused in words', async (text, message) => {
    const cwd = await makeFolder({ 'scripts/copies.py': signature, 'test_workspace/copies.spec.yaml': text });
    const { exit, stdout, stderr } = await cutover(['test', 'script', 'copies'], { cwd });
    expect({ exit, stdout, first: stderr.split('\n')[0] }).toEqual({ exit: 2, stdout: '', first: `error[SPEC_INVALID]: ${message}` });
  });

  test('a schema under a wrong name is told; any argument name is handed over', async () => {
    const cwd = await makeFolder({
      'scripts/reads.py': `${signature}\n    open(input_paths["orders"]).close()\n    assert vars(job_args) == {"self": 1, "a-b": 2}\n`,
      'test_workspace/orders.csv': 'id\n',
      'test_workspace/reads.spec.yaml': 'input_paths: { orders: orders.csv }\njob_args: { self: 1, a-b: 2 }\nschemas: { ordesr: { columns: {} } }\n',
    });
    const { exit, stdout } = await cutover(['test', 'script', 'reads', '--json'], { cwd });
    expect({ exit, notes: JSON.parse(stdout).results[0].notes }).toEqual({ exit: 0, notes: ['a schema is declared for "ordesr", which is no input of it: did you mean "orders"?'] });
  });

  test.each([
    [['--workspace-dir', 'scripts/counts.py'], '--workspace-dir takes a folder, and scripts/counts.py is none'],
    [['--workspace-dir', 'scripts/counts.py/below'], '--workspace-dir takes a folder, and scripts/counts.py/below is none'],
    [['--scripts-dir', 'scripts/counts.py'], '--scripts-dir takes a folder, and scripts/counts.py is none'],
  ])('%j is refused: a file is no folder', async (options, message) => {
    const cwd = await makeFolder({ 'scripts/counts.py': `${signature}\n    return 0\n` });
    const { exit, stdout, stderr } = await cutover(['test', 'script', 'counts', ...options], { cwd });
    expect({ exit, stdout, stderr }).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(`error[USAGE]: ${message}`) });
    expect(await readdir(cwd)).toEqual(['scripts']);
  });

  test('a folder can not be written as JUnit', async () => {
    const cwd = await makeFolder({ 'scripts/counts.py': `${signature}\n    return 0\n` });
    const { exit, stderr } = await cutover(['test', 'script', 'counts', '--junit', 'scripts'], { cwd });
    expect({ exit, stderr }).toMatchObject({ exit: 3, stderr: expect.stringMatching(/error\[REPORT_UNWRITABLE\]: can't write the report to .*scripts: it is a folder, not a file/) });
  });

  test('a link that leads nowhere is no script, and stands in the way of none', async () => {
    const cwd = await makeFolder({ 'scripts/counts.py': `${signature}\n    return 0\n` });
    await symlink('nowhere.py', join(cwd, 'scripts/gone.py'));
    expect(await cutover(['test', 'script', 'gone'], { cwd })).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^error\[SCRIPT_NOT_FOUND\]: no script "gone"/) });
    expect((await cutover(['test', 'script', '-k', 'co*'], { cwd })).exit).toBe(0);
  });

  test('a program that may not be executed is told, also by its name', async () => {
    const cwd = await makeFolder({ 'scripts/step.sh': '#!/bin/sh\n' });
    expect(await cutover(['test', 'script', 'step'], { cwd })).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^error\[SCRIPT_NOT_RUNNABLE\][^]*chmod \+x step\.sh/) });
  });

  test('--import-only runs no program', async () => {
    const cwd = await makeFolder({ 'scripts/step.sh': '#!/bin/sh\ntouch "$CUTOVER_OUTPUT_OUTPUT/ran"\n' });
    await chmod(join(cwd, 'scripts/step.sh'), 0o755);
    const checked = await cutover(['test', 'script', 'step', '--import-only', '--json'], { cwd });
    expect({ exit: checked.exit, result: json(checked).results[0] }).toMatchObject({ exit: 0, result: { success: true, mode: 'not_run' } });
    expect(await readdir(cwd)).toEqual(['scripts']);
    expect((await cutover(['test', 'script', 'step'], { cwd })).exit).toBe(0);
  });

  test('a program that can not be started has not run, and its reason is told once', async () => {
    const cwd = await makeFolder({ 'scripts/step.sh': '#!/bin/sh\r\n' });
    await chmod(join(cwd, 'scripts/step.sh'), 0o755);
    const { exit, stdout } = await cutover(['test', 'script', 'step'], { cwd });
    expect(exit).toBe(1);
    expect(stdout.split('\n').slice(0, 3)).toEqual([expect.stringMatching(/^FAIL {2}step {4}[\d.]+ s {2}not run$/), '      NOT_STARTED: there is no such program', expect.stringMatching(/^ {6}hint: /)]);
  });

  test('TypeScript may assert that a place is there, and still opens it as a file', async () => {
    const cwd = await makeFolder({
      'scripts/writes.ts': "import { writeFileSync } from 'node:fs';\nexport function main(input_paths: object, output_paths: Record<string, string>, environ_vars: object, job_args: object): void {\n  writeFileSync(output_paths['report']!, 'x');\n  writeFileSync((output_paths.total as string), 'y');\n}\n",
    });
    const { exit, stdout } = await cutover(['test', 'script', 'writes', '--json'], { cwd });
    expect({ exit, code: JSON.parse(stdout).results[0].error_code }).toEqual({ exit: 0, code: null });
  });

  test('TypeScript finds modules by the paths of its tsconfig.json, and does without one that is broken', async () => {
    const cwd = await makeFolder({
      'scripts/tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
      'scripts/lib/rate.ts': 'export const rate: number = 4;\n',
      'scripts/aliased.ts': "import { rate } from '@lib/rate';\nexport const main = (input_paths: unknown, output_paths: unknown, environ_vars: unknown, job_args: unknown) => rate;\n",
      'scripts/plain.ts': 'export const main = (input_paths: unknown, output_paths: unknown, environ_vars: unknown, job_args: unknown) => 0;\n',
    });
    expect(json(await cutover(['test', 'script', 'aliased', '--json'], { cwd })).results[0]).toMatchObject({ error_code: 'RETURNED_CODE', error_message: 'main returned 4' });
    await writeFile(join(cwd, 'scripts/tsconfig.json'), '{ "extends": "./nowhere.json" }');
    expect((await cutover(['test', 'script', 'plain'], { cwd })).exit).toBe(0);
  });
});
