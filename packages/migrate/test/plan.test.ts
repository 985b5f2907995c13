import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../src/domain/config.ts';
import { plan, type PlanResult } from '../src/plan.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders();

/** A copy of a fixture, outside of any repository, with files that its .gitignore leaves out. */
function project(name: string, ignored: Record<string, string> = {}): string {
  const root = folder();
  cpSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), root, { recursive: true });
  for (const [path, text] of Object.entries(ignored)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function planOf(root: string, since?: string): Promise<PlanResult> {
  const config = configSchema.parse(parse(readFileSync(join(root, 'cutover.config.yaml'), 'utf8')));
  return plan({ root, config, since, env: process.env, signal: new AbortController().signal });
}

/** Every line that a fixture marks as a use, as `file:line how`. */
function planted(root: string): string[] {
  const files = (readdirSync(root, { recursive: true, encoding: 'utf8' })).filter((path) => statSync(join(root, path)).isFile());
  return files.flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n').flatMap((line, i) => (/ USE: (.*)$/.exec(line)?.[1] === undefined ? [] : [`${path}:${i + 1} ${/ USE: (.*)$/.exec(line)![1]}`])));
}

function told(result: PlanResult, name: string): string[] {
  return result.modules.find((module) => module.name === name)!.dependents.map(({ file, line, how }) => `${file}:${line} ${how}`);
}

test('every use of Python modules is found at its line, and nothing else', async () => {
  const root = project('plan-python', { '.gitignore': 'build/\n', 'build/copy.py': 'import shop.legacy.core', 'node_modules/x/setup.py': 'import shop.legacy', 'backups/old.py': 'import shop.legacy' });
  const uses = planted(root);
  expect(uses.length).toBeGreaterThan(20);
  expect(told(await planOf(root), 'legacy').sort()).toEqual(uses.sort());
});

test('every use of TypeScript modules is found at its line, and nothing else', async () => {
  const root = project('plan-typescript', { '.gitignore': 'dist\n', 'dist/app.js': 'import "../src/legacy/price.ts"', 'node_modules/x/i.js': 'require("../../src/legacy/price")' });
  const uses = [...planted(root), 'package.json:3 entry point', 'package.json:5 configuration', 'package.json:9 configuration', 'tsconfig.base.json:7 configuration'];
  expect(told(await planOf(root), 'legacy').sort()).toEqual(uses.sort());
});

test('sizes count docstrings as comments, commands by their names, and files that are no sources', async () => {
  const root = project('plan-python');
  writeFileSync(join(root, 'src/shop/legacy/rates.yaml'), '# rates\n\na: 1\n');
  writeFileSync(join(root, 'src/shop/legacy/logo.bin'), Buffer.from([0, 10, 0, 10]));
  const [legacy] = (await planOf(root)).modules;
  expect(legacy.legacy).toMatchObject({ files: 6, lines: { code: 34, comment: 6, blank: 18 }, classes: 1, functions: 8 });
  expect(legacy.legacy.commands).toEqual([
    { name: 'price', file: 'pyproject.toml', line: 6, by: 'console script' },
    { name: 'sum-up', file: 'src/shop/legacy/cli.py', line: 10, by: 'argparse' },
    { name: 'show', file: 'src/shop/legacy/cli.py', line: 9, by: 'argparse' },
  ]);
  const [till] = (await planOf(project('plan-typescript'))).modules;
  expect(till.legacy).toMatchObject({ files: 5, lines: { code: 31, comment: 3, blank: 7 }, classes: 1, functions: 8 });
  expect(till.legacy.commands.map(({ name, by }) => `${name} ${by}`)).toEqual(['till package.json', 'show commander', 'sum-up commander']);
});

test('symbols that nobody uses are named, in the legacy and in what was extracted from it', async () => {
  const named = (result: PlanResult, list: 'unused' | 'extracted_unused'): string[] => result.modules[0][list].map(({ file, line, name, only_tests: tests }) => `${file}:${line} ${name}${tests ? ' tests' : ''}`);
  const python = await planOf(project('plan-python'));
  expect(named(python, 'unused')).toEqual(['src/shop/legacy/core.py:25 discount', 'src/shop/legacy/core.py:29 only_tested tests']);
  expect(named(python, 'extracted_unused')).toEqual(['src/shop/next/rounding.py:5 DiscountMixin']);
  const typescript = await planOf(project('plan-typescript'));
  expect(named(typescript, 'unused')).toEqual(['src/legacy/price.ts:14 discount', 'src/legacy/worker.js:4 rest']);
  expect(named(typescript, 'extracted_unused')).toEqual(['src/next/basis.ts:1 basis', 'src/next/basis.ts:7 Extracted']);
});

test('impact follows those who depend on dependents, to what people start', async () => {
  const [legacy, report] = (await planOf(project('plan-python'))).modules;
  expect(legacy.impact).toMatchObject({ direct: 12, files: 14, tests: 1, depth: 3, modules: ['report'] });
  expect(legacy.impact.entry_points).toEqual([
    { file: 'src/shop/legacy/cli.py', distance: 0 },
    { file: 'src/shop/legacy/core.py', distance: 0 },
    { file: 'app/run.py', distance: 1 },
    { file: 'src/shop/report.py', distance: 1 },
    { file: 'app/main.py', distance: 3 },
  ]);
  expect(report.impact).toMatchObject({ files: 1, modules: [] });
});

test('cycles are named with the lines that make them, and the order says why', async () => {
  const { cycles, order } = await planOf(project('plan-python'));
  expect(cycles).toEqual([
    {
      between: 'files',
      members: ['src/shop/legacy/core.py', 'src/shop/legacy/tables.py'],
      uses: [
        { file: 'src/shop/legacy/core.py', line: 6, to: 'src/shop/legacy/tables.py' },
        { file: 'src/shop/legacy/tables.py', line: 2, to: 'src/shop/legacy/core.py' },
      ],
    },
  ]);
  expect(order.map(({ module }) => module)).toEqual(['legacy', 'report']);
  expect(order[1].reasons[0]).toBe('after legacy: the configuration says so');
});

test('a file with a syntax error is a warning that names file and line; the others are read', async () => {
  expect((await planOf(project('plan-python'))).warnings).toEqual([{ file: 'src/shop/broken.py', line: 3, message: expect.any(String) }]);
  expect((await planOf(project('plan-typescript'))).warnings).toEqual([{ file: 'src/broken.ts', line: 3, message: 'Unexpected token' }]);
});

test('a file that its parser dies of is a warning that names it; the others are read', async () => {
  const root = project('plan-typescript');
  const uses = told(await planOf(root), 'legacy');
  for (const [name, text] of [['deep.js', `x = ${'['.repeat(100_000)}${']'.repeat(100_000)}`], ['chain.ts', `export const text =\n  'a'${" +\n  'b'".repeat(100_000)};\n`]] as const) writeFileSync(join(root, 'src/legacy', name), text);
  const result = await planOf(root);
  expect(result.warnings.map(({ file }) => file).sort()).toEqual(['src/broken.ts', 'src/legacy/chain.ts', 'src/legacy/deep.js']);
  expect(told(result, 'legacy')).toEqual(uses);
  expect(result.modules[0].legacy.lines.code).toBe(31 + 1 + 100_002);
});

test('without a Python interpreter one warning says so, and the rest is planned', async () => {
  const root = project('plan-python');
  const config = configSchema.parse({ ...parse(readFileSync(join(root, 'cutover.config.yaml'), 'utf8')), python: '/nowhere/python' });
  const { warnings, modules } = await plan({ root, config, env: {}, signal: new AbortController().signal });
  expect(warnings).toEqual([{ file: expect.stringMatching(/\.py$/), line: null, message: '/nowhere/python: there is no such program (and 22 more files)' }]);
  expect(modules[0].dependents.map(({ file }) => file)).toContain('.github/workflows/nightly.yml');
});

test('claims stand beside what is counted', async () => {
  expect((await planOf(project('plan-python'))).claims).toEqual([
    { module: 'legacy', of: 'legacy', figure: 'files', claimed: 4, counted: 4 },
    { module: 'legacy', of: 'legacy', figure: 'code', claimed: 100, counted: 33 },
    { module: 'legacy', of: 'candidate', figure: 'functions', claimed: 3, counted: 1 },
  ]);
});

test('sizes are compared with a git revision, whose files are read without touching the tree', async () => {
  const root = project('plan-python');
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root, encoding: 'utf8' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'before');
  writeFileSync(join(root, 'src/shop/legacy/core.py'), 'price = 1\n');
  rmSync(join(root, 'src/shop/next'), { recursive: true });
  const before = git('status', '--porcelain');
  const { since, modules } = await planOf(root, 'HEAD');
  expect(since).toMatchObject({ ref: 'HEAD', commit: git('rev-parse', 'HEAD').trim(), modules: [{ name: 'legacy', legacy: { files: 4, lines: { code: 33 }, functions: 8 }, candidate: { files: 3, classes: 3 } }, { name: 'report' }] });
  expect(modules[0].legacy.lines.code).toBe(15);
  expect(git('status', '--porcelain')).toBe(before);
  await expect(planOf(root, 'nowhere')).rejects.toMatchObject({ code: 'REF_FAILED', exit: 2 });
});

test('a clone without its past, or without its files, is told as such, never as sizes of 0', async () => {
  const [origin, shallow, partial] = [project('plan-python'), folder(), folder()];
  const git = (cwd: string, ...args: string[]): string => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd, encoding: 'utf8', stdio: 'pipe' });
  git(origin, 'init', '-q');
  git(origin, 'config', 'uploadpack.allowFilter', 'true');
  git(origin, 'add', '.');
  git(origin, 'commit', '-qm', 'before');
  writeFileSync(join(origin, 'src/shop/legacy/core.py'), 'price = 1\n');
  git(origin, 'commit', '-qam', 'after');
  git(shallow, 'clone', '-q', '--depth', '1', `file://${origin}`, '.');
  git(partial, 'clone', '-q', '--filter=blob:none', `file://${origin}`, '.');
  await expect(planOf(shallow, 'HEAD~1')).rejects.toMatchObject({ code: 'REF_FAILED', hint: expect.stringContaining('git fetch --unshallow') as string });
  expect((await planOf(shallow, 'HEAD')).since?.modules[0]).toMatchObject({ legacy: { lines: { code: 15 } } });
  expect((await planOf(partial, 'HEAD~1')).since?.modules[0]).toMatchObject({ legacy: { lines: { code: 33 } } });
  git(origin, 'commit', '-qm', 'as it was', '--allow-empty');
  const unfetched = folder();
  git(unfetched, 'clone', '-q', '--filter=blob:none', `file://${origin}`, '.');
  rmSync(join(origin, '.git'), { recursive: true });
  await expect(planOf(unfetched, 'HEAD~2')).rejects.toMatchObject({ code: 'REF_FAILED', hint: expect.stringContaining('partial clone') as string });
  await expect(planOf(origin, 'HEAD')).rejects.toMatchObject({ code: 'REF_FAILED', message: expect.stringContaining('not a git repository') as string });
});
