/** `cutover test script` through the installed program. */

import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder, program, start } from '../program.ts';

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
  test('uses the configured interpreter for one script, though another was started ahead', async () => {
    const cwd = await makeFolder({
      'scripts/says.py': `import sys\n\n\n${signature}\n    print(sys.flags.optimize)\n`,
      'cutover.config.yaml': 'python: ./own-python\n',
      'own-python': '#!/bin/sh\nexec python3 -O "$@"\n',
    });
    await chmod(join(cwd, 'own-python'), 0o755);
    const { results } = json(await cutover(['test', 'script', 'says', '--json'], { cwd }));
    expect(results[0]).toMatchObject({ success: true, stdout_tail: '1\n', interpreter: expect.stringContaining('own-python') });
  });

  test('says that the folder it is started in is gone', async () => {
    const cwd = await makeFolder({});
    const gone = ['-c', 'rmdir "$0" && exec "$@"', cwd, process.execPath, program, 'test', 'script', 'x'];
    const { exitCode, stderr } = await execa('sh', gone, { cwd, reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^error\[CWD\]: /) });
  });

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
        '      hint: mend the line named, or what it is given',
        'PASS  counts  <figures>  executed',
        '',
        '1 passed, 1 failed  (executed)',
      ].join('\n'),
    );
  });

  test('what a script says is shown, never obeyed, and kept in its place', async () => {
    const cwd = await makeFolder({
      'scripts/odd.py': `\ufeff${signature}\r\n\timport sys\r\n\tprint("\\x1b[2Jgone", file=sys.stderr)\r\n\traise ValueError("one\\ntwo\\x1b[31m" + "\\nmore" * 20)\r\n`,
    });
    const { exit, stdout } = await cutover(['test', 'script', 'odd'], { cwd });
    expect(exit).toBe(1);
    const lines = stdout.split('\n').slice(1, -2);
    expect(lines.filter((line) => !line.startsWith('      '))).toEqual([]);
    expect(lines).toEqual([
      '      RAISED: ValueError: one',
      '      two\\u{1b}[31m',
      ...Array.from({ length: 9 }, () => '      more'),
      '      … 11 more lines',
      '      at scripts/odd.py:4',
      '           2 |     import sys',
      '           3 |     print("\\x1b[2Jgone", file=sys.stderr)',
      '      >    4 |     raise ValueError("one\\ntwo\\x1b[31m" + "\\nmore" * 20)',
      '           5 |',
      '      | \\u{1b}[2Jgone',
      '      hint: mend the line named, or what it is given',
    ]);
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
    ['--timeout', '99999999999'],
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

  test('-k chooses by a part of the name, or the whole with *', async () => {
    const cwd = await project();
    const named = async (pattern: string) => {
      const { stdout } = await cutover(['test', 'script', '-k', pattern, '--json'], { cwd });
      return JSON.parse(stdout).results?.map((result: { script_name: string }) => result.script_name) as string[];
    };
    expect(await named('COP')).toEqual(['copies']);
    expect(await named('co*')).toEqual(['copies', 'counts']);
    const { exit, stderr } = await cutover(['test', 'script', '-k', 'zzz'], { cwd });
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^error\[NOTHING_CHOSEN\]/) });
  });

  test('--last-failed tests what failed, until it passes', async () => {
    const cwd = await project();
    await cutover(['test', 'script', 'fails', 'counts'], { cwd });
    const again = () => cutover(['test', 'script', '--last-failed', '--json'], { cwd });
    expect(JSON.parse((await again()).stdout).results).toMatchObject([{ script_name: 'fails', success: false }]);
    await writeFile(join(cwd, 'scripts/fails.py'), signature + '\n    return 0\n');
    expect(JSON.parse((await again()).stdout).results).toMatchObject([{ script_name: 'fails', success: true }]);
    const { stderr, stdout } = await again();
    expect(stderr).toBe('no failure is known from an earlier run: nothing is left out');
    expect(JSON.parse(stdout).results).toHaveLength(3);
  });

  test('--junit writes what CI services read', async () => {
    const cwd = await project();
    await cutover(['test', 'script', 'fails', 'counts', '--junit', 'reports/junit.xml'], { cwd });
    const xml = await readFile(join(cwd, 'reports/junit.xml'), 'utf8');
    expect(xml).toMatch(/<testsuite name="cutover test script" tests="2" failures="1" errors="0" skipped="0">/);
    expect(xml).toMatch(/<testcase classname="python" name="fails" time="[\d.]+">\n {6}<failure type="RAISED" message="ValueError: no orders">/);
    expect(xml).toMatch(/<testcase classname="javascript" name="counts" time="[\d.]+"\/>/);
  });

  test('--watch tests again what depends on a change', async () => {
    const cwd = await makeFolder({
      'scripts/lib_rates.py': 'RATE = 0\n',
      'scripts/uses.py': `import lib_rates\n\n\n${signature}\n    return lib_rates.RATE\n`,
      'scripts/alone.py': `${signature}\n    return 0\n`,
    });
    const watching = start(['test', 'script', 'uses', 'alone', '--watch'], { cwd });
    await watching.until([/waiting for changes/, /2 passed/]);
    const second = await watching.after(() => writeFile(join(cwd, 'scripts/lib_rates.py'), 'RATE = 4\n'), /changed: scripts\/lib_rates\.py/, /waiting for changes/, /1 failed/);
    watching.process.kill('SIGINT');
    const { exitCode } = await watching.process;
    expect(second).toMatch(/FAIL {2}uses[^]*main returned 4/);
    expect(second).not.toMatch(/alone/);
    expect(exitCode).toBe(130);
  });

  test('Ctrl-C ends what runs, keeps what is complete, and exits with 130', async () => {
    const cwd = await makeFolder({
      'scripts/quick.py': `${signature}\n    return 0\n`,
      'scripts/hangs.py': `${signature}\n    open(output_paths["begun"], "w").close()\n    while True:\n        pass\n`,
    });
    const running = start(['test', 'script', 'quick', 'hangs', '--jobs', '1'], { cwd });
    while (!existsSync(join(cwd, 'test_workspace/output/hangs/begun'))) await new Promise((resolve) => setTimeout(resolve, 20));
    running.process.kill('SIGINT');
    const { exitCode, stdout } = await running.process;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/PASS {2}quick[^]*FAIL {2}hangs[^]*CANCELLED: interrupted before it ended/);
  });

  test.skipIf(process.getuid?.() === 0)('a workspace that can not be written is told, exit 3', async () => {
    const cwd = await project();
    await chmod(join(cwd, 'test_workspace'), 0o500);
    const { exit, stderr } = await cutover(['test', 'script', 'counts'], { cwd });
    await chmod(join(cwd, 'test_workspace'), 0o700);
    expect({ exit, stderr }).toMatchObject({ exit: 3, stderr: expect.stringMatching(/^error\[PREVENTED\]: .*permission denied/) });
  });

  test.skipIf(process.getuid?.() === 0)('a folder for temporary files that can not be written is no script\'s fault, exit 3', async () => {
    const cwd = await project();
    await mkdir(join(cwd, 'shut'), { mode: 0o500 });
    const { exit, stderr } = await cutover(['test', 'script', 'fails'], { cwd, env: { TMPDIR: join(cwd, 'shut') } });
    expect({ exit, stderr }).toMatchObject({ exit: 3, stderr: expect.stringMatching(/^error\[PREVENTED\]: .*permission denied/) });
  });

  test('--bail stops after the first failure and says what was not run', async () => {
    const { exit, stdout } = await cutover(['test', 'script', 'fails', 'counts', '--bail', '--jobs', '1'], { cwd: await project() });
    expect(exit).toBe(1);
    expect(stdout.split('\n').at(-1)).toBe('1 failed, 1 not run  (executed)');
  });
});
