/** The options that `cutover test script|compat|pipeline` share: each is taken by all three, and does what it says. */

import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compatibilityResultSchema, pipelineResultSchema, scriptResultsSchema } from '@cutover/runtime-testing';
import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder, start, type ProgramResult } from '../program.ts';

const main = 'def main(input_paths, output_paths, environ_vars, job_args):\n';
const writes = `${main}    with open(output_paths["orders"], "w") as out:\n        out.write("id\\n1\\n")\n`;
const reads = `${main}    with open(input_paths["orders"]) as source, open(output_paths["copy"], "w") as out:\n        out.write(source.read())\n`;
const fails = `${main}    raise ValueError("no orders")\n`;
const failsReading = `${reads}    raise ValueError("no orders")\n`;

const project = {
  'steps/extract.py': writes,
  'steps/copy.py': reads,
  'p.yaml': 'steps:\n  extract: {}\n  copy: { needs: [extract] }\n',
  'w/input/copy/orders': 'id\n7\n',
  'w/extract.spec.yaml': 'output_paths: { orders: output/extract/orders }\n',
};

const commands = [
  { command: 'script', words: ['script', 'extract', 'copy'], model: scriptResultsSchema },
  { command: 'compat', words: ['compat', 'extract', 'copy'], model: compatibilityResultSchema },
  { command: 'pipeline', words: ['pipeline', 'p.yaml'], model: pipelineResultSchema },
];
const places = ['--workspace-dir', 'w', '--scripts-dir', 'steps'];

describe.each(commands)('cutover test $command', ({ command, words, model }) => {
  const run = (cwd: string, ...more: string[]) => cutover(['test', ...words, ...places, ...more], { cwd });

  test.each([
    [['--output-format', 'json']],
    [['--json', '--bail', '--last-failed', '--jobs', '1']],
    [['--json', '-k', 'EXTR', '--timeout', '30', '--entry', 'auto']],
    [['--json', '-k', 'extract']],
    [['--json', '--isolation', 'cold', '--deny', 'network,subprocess']],
    [['--json', '--isolation', 'shared', '--entry', 'main']],
  ])('takes %j', async (more) => {
    const { exit, stdout, stderr } = await run(await makeFolder(project), ...more);
    expect({ exit, stderr: stderr.replace('no failure is known from an earlier run: nothing is left out', '') }).toEqual({ exit: 0, stderr: '' });
    expect(() => model.parse(JSON.parse(stdout))).not.toThrow();
  });

  test('--timeout ends a script that hangs', async () => {
    const cwd = await makeFolder({ ...project, 'steps/extract.py': `${main}    while True:\n        pass\n` });
    const { exit, stdout } = await run(cwd, '--timeout', '0.3', '--json');
    expect(exit).toBe(1);
    expect(stdout).toContain('TIMEOUT');
  });

  test('--deny blocks', async () => {
    const cwd = await makeFolder({ ...project, 'steps/extract.py': `import subprocess\n\n\n${writes}    subprocess.run(["true"])\n` });
    expect((await run(cwd)).exit).toBe(0);
    const denied = await run(cwd, '--deny', 'subprocess', '--json');
    expect(denied.exit).toBe(1);
    expect(denied.stdout).toContain('DENIED');
  });

  test('--entry auto accepts a program without main', async () => {
    const cwd = await makeFolder({ ...project, 'steps/extract.py': 'import os\n\nif __name__ == "__main__":\n    with open(os.environ["TARGET"], "w") as out:\n        out.write("id\\n1\\n")\n' });
    await writeFile(join(cwd, 'w/extract.spec.yaml'), `output_paths: { orders: output/extract/orders.csv }\nenviron_vars: { TARGET: ${join(cwd, 'w/output/extract/orders.csv')} }\n`);
    const strict = await run(cwd, '--json');
    expect({ exit: strict.exit, told: strict.stdout.includes('MAIN_IS_PROGRAM') }).toEqual({ exit: 1, told: true });
    expect((await run(cwd, '--entry', 'auto')).exit).toBe(0);
  });

  test('--isolation shared runs scripts in one process', async () => {
    const cwd = await makeFolder({
      ...project,
      'steps/extract.py': `import builtins\n\n\n${writes}    builtins.left_behind = True\n`,
      'steps/copy.py': `import builtins\n\n\n${reads}    assert hasattr(builtins, "left_behind")\n`,
    });
    expect((await run(cwd, '--jobs', '1', '--isolation', 'shared')).exit).toBe(0);
    expect((await run(cwd, '--jobs', '1')).exit).toBe(1);
  });

  test('--bail stops after the first failure', async () => {
    const cwd = await makeFolder({ ...project, 'steps/extract.py': fails, 'p.yaml': 'nodes: [extract, copy]\nedges: []\n' });
    expect((await run(cwd, '--bail', '--jobs', '1')).exit).toBe(1);
    expect(existsSync(join(cwd, 'w/output/copy/copy'))).toBe(false);
  });

  test('--junit writes what CI services read', async () => {
    const cwd = await makeFolder(project);
    await run(cwd, '--junit', 'out/good.xml');
    expect(await readFile(join(cwd, 'out/good.xml'), 'utf8')).toMatch(new RegExp(`<testsuite name="cutover test ${command}" tests="[123]" failures="0" errors="0" skipped="0">`));
    await writeFile(join(cwd, 'steps/copy.py'), failsReading);
    await run(cwd, '--junit', 'out/bad.xml');
    expect(await readFile(join(cwd, 'out/bad.xml'), 'utf8')).toMatch(/failures="[12]"[^]*<failure [^]*no orders/);
  });

  test('-k that fits nothing is a usage error that lists what there is', async () => {
    const { exit, stdout, stderr } = await run(await makeFolder(project), '-k', 'zzz');
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^error\[NOTHING_CHOSEN\]: no (script|step) fits -k "zzz"\nhint: .*extract, copy$/);
  });

  test('--last-failed leaves out what passed, until all of it does', async () => {
    const cwd = await makeFolder({ ...project, 'steps/copy.py': fails, 'p.yaml': 'nodes: [extract, copy]\nedges: [[extract, copy]]\n' });
    expect((await run(cwd)).exit).toBe(1);
    await writeFile(join(cwd, 'steps/copy.py'), reads);
    const ran = async () => {
      await rm(join(cwd, 'w/output/copy'), { recursive: true, force: true });
      const again = await run(cwd, '--last-failed', '--json');
      model.parse(json(again));
      return { exit: again.exit, copied: existsSync(join(cwd, 'w/output/copy/copy')), stderr: again.stderr, text: again.stdout };
    };
    const first = await ran();
    expect(first).toMatchObject({ exit: 0, copied: true });
    if (command === 'script') expect(first.text).not.toContain('"extract"');
    if (command === 'pipeline') expect(JSON.parse(first.text).script_results).toMatchObject({ extract: { status: 'kept' }, copy: { status: 'passed' } });
    const second = await ran();
    expect(second.exit).toBe(0);
    const nothing = 'no failure is known from an earlier run: nothing is left out';
    if (command === 'script') expect(second).toMatchObject({ copied: true, stderr: nothing });
    if (command === 'pipeline') expect(second).toMatchObject({ copied: true, text: expect.stringContaining(nothing) });
    if (command === 'compat') expect(second).toMatchObject({ copied: false, text: expect.stringContaining('not tested this time: it passed when it was last tested') });
  });

  test('--watch tests again what changed, tells what can not be tested, and goes on', { timeout: 40_000 }, async () => {
    const cwd = await makeFolder(project);
    const watching = start(['test', ...words, ...places, '--watch'], { cwd });
    const change = (file: string, text: string, ...told: RegExp[]) => watching.after(() => writeFile(join(cwd, file), text), /waiting for changes/, ...told);
    await watching.until([/PASS/, /waiting for changes/]);
    const broken = await change('steps/copy.py', failsReading, /changed: steps\/copy\.py/, /FAIL/);
    expect(broken).toMatch(/ValueError: no orders/);
    expect(broken).not.toMatch(/PASS {2}extract/);
    await change('w/copy.spec.yaml', 'output_paths: [\n', /error\[SPEC_INVALID\]/);
    await change('steps/copy.py', reads, /error\[SPEC_INVALID\]/);
    await change('w/copy.spec.yaml', 'input_paths: { orders: input/copy/orders }\noutput_paths: { copy: output/copy/copy.csv }\n', /PASS/);
    if (command !== 'pipeline') await change('w/input/copy/orders', 'id\n8\n', /changed: w\/input\/copy\/orders/, /PASS/);
    watching.process.kill('SIGINT');
    expect((await watching.process).exitCode).toBe(130);
  });

  test('--watch --json prints one document, of the last run', { timeout: 40_000 }, async () => {
    const cwd = await makeFolder(project);
    const watching = start(['test', ...words, ...places, '--watch', '--json'], { cwd });
    await watching.until(/waiting for changes/);
    watching.process.kill('SIGINT');
    const { exitCode, stdout } = await watching.process;
    expect(exitCode).toBe(130);
    expect(() => model.parse(JSON.parse(stdout))).not.toThrow();
  });
});

describe('cutover test pipeline', () => {
  const chain = {
    'scripts/a.py': `${main}    with open(output_paths["a"], "w") as out:\n        out.write("a")\n`,
    ...Object.fromEntries(
      [['b', 'a'], ['c', 'b']].map(([name, from]) => [`scripts/${name}.py`, `import ${name}_words\n\n\n${main}    with open(input_paths["${from}"]) as source, open(output_paths["${name}"], "w") as out:\n        out.write(source.read() + ${name}_words.WORD)\n`]),
    ),
    'scripts/b_words.py': 'WORD = "b"\n',
    'scripts/c_words.py': 'WORD = "c"\n',
    'p.yaml': 'steps:\n  a: {}\n  b: {}\n  c: {}\n',
  };
  const statuses = (run: ProgramResult) => Object.fromEntries(Object.entries(pipelineResultSchema.parse(json(run)).script_results).map(([name, { status }]) => [name, status]));

  test('-k runs the steps that fit on what the others wrote before', async () => {
    const cwd = await makeFolder(chain);
    const missing = await cutover(['test', 'pipeline', 'p.yaml', '-k', 'c'], { cwd });
    expect(missing).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^error\[OUTPUTS_MISSING\]: what b wrote before is needed, and is not there: /) });
    await cutover(['test', 'pipeline', 'p.yaml'], { cwd });
    await writeFile(join(cwd, 'test_workspace/output/b/b'), 'from before ');
    const chosen = await cutover(['test', 'pipeline', 'p.yaml', '-k', 'c', '--json'], { cwd });
    expect({ exit: chosen.exit, statuses: statuses(chosen) }).toEqual({ exit: 0, statuses: { a: 'kept', b: 'kept', c: 'passed' } });
    expect(await readFile(join(cwd, 'test_workspace/output/c/c'), 'utf8')).toBe('from before c');
  });

  test('--last-failed runs what failed and what was skipped for it', async () => {
    const cwd = await makeFolder({ ...chain, 'scripts/b_words.py': 'WORD = None\n' });
    expect(statuses(await cutover(['test', 'pipeline', 'p.yaml', '--json'], { cwd }))).toEqual({ a: 'passed', b: 'failed', c: 'skipped' });
    // That it can be loaded does not clear it.
    await cutover(['test', 'pipeline', 'p.yaml', '--import-only'], { cwd });
    await writeFile(join(cwd, 'scripts/b_words.py'), 'WORD = "B"\n');
    expect(statuses(await cutover(['test', 'pipeline', 'p.yaml', '--last-failed', '--json'], { cwd }))).toEqual({ a: 'kept', b: 'passed', c: 'passed' });
  });

  test('--watch runs a changed step and what depends on it, and reads the pipeline again', { timeout: 40_000 }, async () => {
    const cwd = await makeFolder({ ...chain, 'scripts/b_words.py': 'WORD = None\n' });
    const watching = start(['test', 'pipeline', 'p.yaml', '--watch'], { cwd });
    const marks = async (file: string, text: string) => {
      const said = await watching.after(() => writeFile(join(cwd, file), text), /changed:/, /waiting for changes/, /^steps \d/m);
      return [...said.matchAll(/^(PASS|FAIL|SKIP|KEPT) .*?(\w+)(?: {2}|$)/gm)].map(([, mark, name]) => `${mark} ${name}`);
    };
    await watching.until([/^steps \d/m, /waiting for changes/]);
    // c itself can't run before b has passed, which is tried again.
    expect(await marks('scripts/c_words.py', 'WORD = "C"\n')).toEqual(['KEPT a', 'FAIL b', 'SKIP c']);
    expect(await marks('scripts/b_words.py', 'WORD = "b"\n')).toEqual(['KEPT a', 'PASS b', 'PASS c']);
    expect(await marks('scripts/c_words.py', 'WORD = "c"\n')).toEqual(['KEPT a', 'KEPT b', 'PASS c']);
    expect(await marks('p.yaml', 'steps:\n  a: {}\n  b: {}\n')).toEqual(['PASS a', 'PASS b']);
    watching.process.kill('SIGINT');
    await watching.process;
  });
});

test('--last-failed of scripts named leaves the others out', async () => {
  const cwd = await makeFolder({ 'scripts/bad.py': fails, 'scripts/bad_too.py': fails, 'scripts/good.py': writes });
  await cutover(['test', 'script', 'bad', 'bad_too', 'good'], { cwd });
  const tested = async (...names: string[]) => json(await cutover(['test', 'script', ...names, '--last-failed', '--json'], { cwd })).results.map((result: { script_name: string }) => result.script_name);
  expect(await tested('bad', 'good')).toEqual(['bad']);
  expect(await tested('./scripts/bad.py')).toEqual(['bad']);
  expect(await tested('good')).toEqual(['good']);
  await rm(join(cwd, 'scripts/bad.py'));
  expect(await tested()).toEqual(['bad_too']);
});
