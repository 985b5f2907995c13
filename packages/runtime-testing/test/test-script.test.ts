/** Testing scripts: how they are imported, called, and reported. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testScripts, type TestOptions } from '../src/index.ts';
import { testOptions } from './workspace.ts';

const signature = 'def main(input_paths, output_paths, environ_vars, job_args):';

/** Tests the script `name` among these files, which are put into the workspace. */
async function testFiles(files: Record<string, string>, name: string, changes: Partial<TestOptions> = {}) {
  const options = await testOptions('plain', changes);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(options.workspace, path)), { recursive: true });
    await writeFile(join(options.workspace, path), content);
  }
  const [result] = await testScripts([name], options);
  return { result, options };
}

describe('a Python script is imported as Python does it', () => {
  test('registered in sys.modules, its folder on the path, __file__ set', async () => {
    const { result } = await testFiles(
      {
        'beside.py': 'VALUE = 5\n',
        'script.py': `import os\nimport sys\n\nimport beside\n\n\n${signature}\n    assert sys.modules["script"].main is main\n    assert __name__ == "script"\n    assert os.path.basename(__file__) == "script.py"\n    assert beside.VALUE == 5\n`,
      },
      'script',
    );
    expect(result).toMatchObject({ success: true, error_message: null });
  });

  test('relative imports within its package work', async () => {
    const { result } = await testFiles(
      {
        'shop/__init__.py': '',
        'shop/rates.py': 'RATE = 2\n',
        'shop/steps/__init__.py': '',
        'shop/steps/convert.py': `from ..rates import RATE\n\n\n${signature}\n    assert RATE == 2 and __name__ == "shop.steps.convert" and __package__ == "shop.steps"\n`,
      },
      'workspace/shop/steps/convert.py',
    );
    expect(result).toMatchObject({ success: true, error_message: null });
  });

  test.each([
    ['process', 'fork'],
    ['process', 'spawn'],
    ['process', 'forkserver'],
    ['cold', 'spawn'],
    ['shared', 'fork'],
    ['shared', 'spawn'],
  ] as const)('in isolation %s multiprocessing (%s) and pickle find its functions', async (isolation, method) => {
    const { result } = await testFiles(
      {
        'parallel.py': `import multiprocessing\nimport pickle\n\n\ndef double(n):\n    return n * 2\n\n\n${signature}\n    assert pickle.loads(pickle.dumps(double)) is double\n    with multiprocessing.get_context("${method}").Pool(2) as pool:\n        assert pool.map(double, [1, 2, 3]) == [2, 4, 6]\n`,
      },
      'parallel',
      { isolation },
    );
    expect(result).toMatchObject({ success: true, error_message: null, notes: [] });
  });

  test('its exit handlers and threads are waited for', async () => {
    const { result } = await testFiles(
      { 'late.py': `import atexit\nimport threading\nimport time\n\natexit.register(lambda: print("handler"))\n\n\n${signature}\n    threading.Thread(target=lambda: (time.sleep(0.05), print("thread"))).start()\n` },
      'late',
    );
    expect(result).toMatchObject({ success: true, stdout_tail: 'thread\nhandler\n' });
  });

  test('job_args is an argparse.Namespace, and the specification fills all four arguments', async () => {
    const { result, options } = await testFiles(
      {
        'given.py': `import argparse\nimport os\n\n\n${signature}\n    assert isinstance(job_args, argparse.Namespace) and job_args.level == 3 and job_args.tags == ["a"]\n    assert environ_vars == {"REGION": "eu"} and os.environ["REGION"] == "eu"\n    with open(output_paths["copy"], "w") as copy:\n        copy.write(open(input_paths["data"]).read())\n`,
        'given.spec.yaml': 'input_paths: { data: in/data.txt }\noutput_paths: { copy: out/copy.txt }\nenviron_vars: { REGION: eu }\njob_args: { level: 3, tags: [a] }\n',
        'in/data.txt': 'content',
      },
      'given',
    );
    expect(result).toMatchObject({ success: true, error_message: null });
    expect(result.output_files).toEqual([join(options.workspace, 'out/copy.txt')]);
  });

  test('secrets of the caller do not reach it', async () => {
    const { result } = await testFiles({ 'nosy.py': `import os\n\n\n${signature}\n    return len([name for name in os.environ if "TOKEN" in name])\n` }, 'nosy', {
      env: { ...process.env, GITHUB_TOKEN: 'x' },
    });
    expect(result).toMatchObject({ success: true });
  });

  test('an output that an earlier run left is not taken for this one\'s', async () => {
    const files = {
      'once.py': `import os\n\n\n${signature}\n    if not os.path.exists(output_paths["report"]):\n        open(output_paths["report"], "w").write("x")\n`,
      'once.spec.yaml': 'output_paths: { report: out/report.txt }\n',
    };
    const { result, options } = await testFiles(files, 'once');
    expect(result).toMatchObject({ success: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [again] = await testScripts(['once'], options);
    expect(again).toMatchObject({ success: false, error_code: 'OUTPUT_MISSING' });
  });
});

describe('JavaScript and TypeScript', () => {
  test.each(['good.ts', 'common', 'one_object', 'program'])('%s passes', async (name) => {
    const [result] = await testScripts([name], await testOptions('plain'));
    expect(result).toMatchObject({ success: true, error_message: null, mode: 'executed' });
  });

  test('an error in TypeScript points to the line as it is written', async () => {
    const options = await testOptions('plain');
    await mkdir(join(options.workspace, 'input/throws/nothing'), { recursive: true });
    const [result] = await testScripts(['throws'], options);
    expect(result).toMatchObject({ error_code: 'RAISED', error_message: `Error: not there: ${join(options.workspace, 'input/throws/nothing')}`, error_line: 6 });
    expect(result.error_file).toMatch(/throws\.ts$/);
  });
});

test('without a specification the values that a source has of its own count', async () => {
  const options = await testOptions('reads', { env: { PATH: process.env.PATH } });
  const results = await testScripts(['own_values', 'own_values_py'], options);
  expect(results.map(({ error_message: message }) => message)).toEqual([null, null]);
});

test('a file where an output folder is to be fails that script, and is left as it is', async () => {
  const options = await testOptions('plain');
  await mkdir(join(options.workspace, 'output/folder'), { recursive: true });
  await writeFile(join(options.workspace, 'output/folder/out'), 'data of an earlier version');
  await writeFile(join(options.workspace, 'folder.py'), `import os\n\n\n${signature}\n    open(os.path.join(output_paths["out"], "x"), "w").write("x")\n`);
  const results = await testScripts(['folder', 'good.ts'], options);
  expect(results.map(({ error_code: code, mode }) => [code, mode])).toEqual([['OUTPUT_BLOCKED', 'not_run'], [null, 'executed']]);
  expect(results[0].error_message).toContain(join(options.workspace, 'output/folder/out'));
  expect(await readFile(join(options.workspace, 'output/folder/out'), 'utf8')).toBe('data of an earlier version');
});

test('scripts of one name are not run at once, since they write to the same places', async () => {
  const options = await testOptions('plain', { jobs: 4 });
  const paths = ['old', 'new', 'newer'].map((version) => join(options.cwd, version, 'load.py'));
  for (const [i, path] of paths.entries()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `import os\nimport time\n\n\n${signature}\n    time.sleep(0.2)\n    if ${i} == 1:\n        open(os.path.join(output_paths["out"], "x"), "w").write("x")\n`);
  }
  const results = await testScripts([...paths, paths[1]], options);
  expect(results.map(({ script_path: path, error_code: code }) => [path, code])).toEqual([[paths[0], 'OUTPUT_MISSING'], [paths[1], null], [paths[2], 'OUTPUT_MISSING'], [paths[1], null]]);
});

test('every name that is not there is told', async () => {
  const options = await testOptions('plain');
  await expect(testScripts(['no_such', 'good.ts', 'nor_this'], options)).rejects.toMatchObject({
    code: 'SCRIPT_NOT_FOUND',
    message: expect.stringMatching(/^2 scripts can't be tested\n {2}no script "no_such"; looked in .*\n {2}no script "nor_this"; looked in /),
  });
});

test('a relative path that is not there is told to start in a folder of its own', async () => {
  const options = await testOptions('plain');
  await mkdir(options.workspace, { recursive: true });
  await writeFile(join(options.workspace, 'relative.py'), `${signature}\n    open("data/rates.csv")\n`);
  const [result] = await testScripts(['relative'], options);
  expect(result.notes).toEqual([expect.stringContaining('"data/rates.csv" starts in the empty folder that it runs in')]);
});

test('many scripts at once keep their order and their own output', async () => {
  const options = await testOptions('plain', { jobs: 4 });
  await mkdir(options.workspace, { recursive: true });
  const names = Array.from({ length: 30 }, (_, i) => `s${String(i).padStart(2, '0')}`);
  for (const name of names) await writeFile(join(options.workspace, `${name}.py`), `${signature}\n    print("${name}")\n`);
  const seen: string[] = [];
  const results = await testScripts(names, { ...options, onEvent: (event) => event.kind === 'finished' && seen.push(event.result.script_name) });
  expect(results.map((result) => result.stdout_tail)).toEqual(names.map((name) => `${name}\n`));
  expect(seen.sort()).toEqual(names);
});

test('an aborted run ends soon and leaves out what was not begun', { timeout: 10_000 }, async () => {
  const controller = new AbortController();
  const options = await testOptions('hostile', { jobs: 1, signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  const results = await testScripts(['hangs_in_main', 'returns_code'], options);
  expect(results.map((result) => result.error_code)).toEqual(['CANCELLED']);
});
