/** `cutover test script` through the installed program. */

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const signature = 'def main(input_paths, output_paths, environ_vars, job_args):';
const writes = `import os\n\n\n${signature}\n    print("{\\"not\\": \\"the result\\"}")\n    with open(os.path.join(output_paths["report"], "report.csv"), "w") as file:\n        file.write(open(input_paths["orders"]).read())\n`;

function project() {
  return makeFolder({
    'scripts/copies.py': writes,
    'scripts/fails.py': `${signature}\n    raise ValueError("no orders")\n`,
    'scripts/counts.mjs': 'export async function main(input_paths, output_paths, environ_vars, job_args) {\n  console.log("[]");\n  return 0;\n}\n',
    'test_workspace/input/copies/orders': 'id,total\n1,9\n',
  });
}

describe('cutover test script', () => {
  test('passes what loads, runs and writes its outputs; stdout is one JSON document whatever scripts print', async () => {
    const cwd = await project();
    const { exit, stdout, stderr } = await cutover(['test', 'script', 'copies', 'counts', '--json'], { cwd });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const output = join(cwd, 'test_workspace/output/copies/report');
    expect(JSON.parse(stdout)).toEqual({
      schema_version: 1,
      success: true,
      results: [
        expect.objectContaining({
          script_name: 'copies',
          success: true,
          error_message: null,
          execution_time: expect.any(Number),
          has_main_function: true,
          error_code: null,
          hint: null,
          script_path: join(cwd, 'scripts/copies.py'),
          language: 'python',
          mode: 'executed',
          output_files: [output],
          peak_memory_mb: expect.any(Number),
          stdout_tail: '{"not": "the result"}\n',
          stderr_tail: '',
        }),
        expect.objectContaining({ script_name: 'counts', success: true, language: 'javascript', mode: 'executed', stdout_tail: '[]\n' }),
      ],
    });
    expect(await readFile(join(output, 'report.csv'), 'utf8')).toBe('id,total\n1,9\n');
  });

  test('fails with exit code 1 and shows the line', async () => {
    const cwd = await project();
    const { exit, stdout } = await cutover(['test', 'script', 'fails', 'counts'], { cwd });
    expect(exit).toBe(1);
    expect(stdout.replaceAll(/\d+\.\d+ s {2}\d+ MB/g, '<figures>')).toBe(
      [
        'FAIL  fails   <figures>  executed',
        '      RAISED: ValueError: no orders',
        '      at scripts/fails.py:2',
        '           1 | def main(input_paths, output_paths, environ_vars, job_args):',
        '      >    2 |     raise ValueError("no orders")',
        '           3 |',
        '      hint: see the line named',
        'PASS  counts  <figures>  executed',
        '',
        '1 passed, 1 failed  (executed)',
      ].join('\n'),
    );
  });

  test('--import-only checks without running, and says so', async () => {
    const { exit, stdout } = await cutover(['test', 'script', 'fails', '--import-only', '--json'], { cwd: await project() });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ success: true, mode: 'imported' });
  });

  test('lists every missing input', async () => {
    const cwd = await makeFolder({ 'scripts/needs.py': `${signature}\n    input_paths["a"], input_paths.get("b")\n` });
    const { exit, stdout } = await cutover(['test', 'script', 'needs', '--json'], { cwd });
    expect(exit).toBe(1);
    const [result] = JSON.parse(stdout).results;
    expect(result).toMatchObject({ error_code: 'INPUT_MISSING', mode: 'not_run' });
    expect(result.error_message).toBe(`missing: ${join(cwd, 'test_workspace/input/needs/a')}, ${join(cwd, 'test_workspace/input/needs/b')}`);
  });

  test('a name that is not there lists the places and near names, and creates nothing', async () => {
    const cwd = await project();
    const { exit, stdout, stderr } = await cutover(['test', 'script', 'copeis', '--scripts-dir', 'more'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toBe('error[SCRIPT_NOT_FOUND]: no script "copeis"; looked in ./test_workspace, ./more, ./scripts\nhint: did you mean "copies"?');
    expect((await readdir(cwd)).sort()).toEqual(['scripts', 'test_workspace']);
  });

  test('two scripts of one name are both listed', async () => {
    const cwd = await makeFolder({ 'scripts/a.py': signature, 'scripts/old/a.py': signature });
    const { exit, stderr } = await cutover(['test', 'script', 'a'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[SCRIPT_AMBIGUOUS\]: there are 2 scripts named "a": \.\/scripts\/a\.py, \.\/scripts\/old\/a\.py/);
  });

  test('the workspace comes first', async () => {
    const cwd = await makeFolder({ 'scripts/a.py': `${signature}\n    return 1\n`, 'test_workspace/a.py': `${signature}\n    return 0\n` });
    expect((await cutover(['test', 'script', 'a'], { cwd })).exit).toBe(0);
  });

  test('a hang ends at the timeout', async () => {
    const cwd = await makeFolder({ 'scripts/hangs.py': `${signature}\n    while True:\n        pass\n` });
    const { exit, stdout } = await cutover(['test', 'script', 'hangs', '--timeout', '0.4', '--json'], { cwd });
    expect(exit).toBe(1);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ error_code: 'TIMEOUT', error_message: 'did not end within 0.4 s: it was ended while main ran' });
  });

  test('a specification that does not fit is told with its line', async () => {
    const cwd = await project();
    await writeFile(join(cwd, 'test_workspace/copies.spec.yaml'), 'input_paths: {}\noutput_pahts: {}\n');
    const { exit, stderr } = await cutover(['test', 'script', 'copies'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toBe('error[SPEC_INVALID]: output_pahts: unknown key "output_pahts"\n  at copies.spec.yaml:2 output_pahts\nhint: did you mean "output_paths"?');
  });

  test.each([
    ['--timeout', '0'],
    ['--jobs', 'many'],
    ['--deny', 'everything'],
    ['--isolation', 'none'],
    ['--output-format', 'xml'],
  ])('%s %s is a usage error', async (option, value) => {
    const { exit, stderr } = await cutover(['test', 'script', 'copies', option, value], { cwd: await project() });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[USAGE\]: /);
  });

  test('an interpreter that is not there', async () => {
    const cwd = await makeFolder({ 'scripts/a.py': signature, 'cutover.config.yaml': 'python: ./no/such/python\n' });
    const { exit, stderr } = await cutover(['test', 'script', 'a'], { cwd, env: { VIRTUAL_ENV: '' } });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[INTERPRETER_MISSING\]: can't start the Python interpreter .*no\/such\/python/);
  });

  test('--bail stops after the first failure and says what was not run', async () => {
    const { exit, stdout } = await cutover(['test', 'script', 'fails', 'counts', '--bail', '--jobs', '1'], { cwd: await project() });
    expect(exit).toBe(1);
    expect(stdout.split('\n').at(-1)).toBe('1 failed, 1 not run  (executed)');
  });
});
