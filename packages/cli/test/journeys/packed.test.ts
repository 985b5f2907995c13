/** The packed packages, installed by npm into empty folders, work, and are small. */

import { mkdtemp, mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const timeout = 180_000;
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'cutover-packed-')));
  await execa('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', join(folder, 'packed')], { cwd: repository, preferLocal: true, localDir: repository });
}, timeout);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A project with these files and the packed packages whose names fit. */
async function install(name: string, packages: RegExp, files: Record<string, string>): Promise<string> {
  const project = join(folder, name);
  for (const [path, content] of Object.entries({ 'package.json': '{"private": true, "type": "module"}', ...files })) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), content);
  }
  const tarballs = (await readdir(join(folder, 'packed'))).filter((file) => packages.test(file)).map((file) => join(folder, 'packed', file));
  // From npm's cache alone where an earlier run has filled it, so that the tests pass without the network, too.
  const npm = (...how: string[]) => execa('npm', ['install', ...how, '--no-audit', '--no-fund', ...tarballs], { cwd: project });
  await npm('--offline').catch(() => npm());
  return project;
}

test('@cutover/cli alone', { timeout }, async () => {
  const project = await install('program', /^cutover-cli-/, {
    'scripts/works.py': 'def main(input_paths, output_paths, environ_vars, job_args):\n    return 0\n',
    'scripts/fails.ts': 'export function main(input_paths: object, output_paths: object, environ_vars: object, job_args: object): number {\n  return 3;\n}\n',
    'cutover.config.ts': "import { defineMigration } from '@cutover/cli';\n\nexport default defineMigration({ name: 'packed', modules: { a: { legacy: ['cases.txt'] } } });\n",
    'cases.txt': 'a\nb\n',
    'call.mjs': "import { cutover, CutoverError } from '@cutover/cli';\n\nconst { exit } = await cutover(['migrate', 'backup']);\nconst failed = await cutover(['migrate', 'backup', 'nope']).catch((error) => [error instanceof CutoverError, error.code]);\nconsole.log(JSON.stringify([exit, failed]));\n",
    'typed.ts': "import { buildMigration, defineMigration } from '@cutover/cli';\n\nexport const a = defineMigration({ name: 'x', gates: { parity: 1 }, cases: [{ id: 'a' }] });\nexport const b = buildMigration('x').rule('ignore', { path: '/at', reason: 'time' }).build();\n// @ts-expect-error there is no such key\nexport const c = defineMigration({ nmae: 'x' });\n",
  });
  expect(await sizeMb(join(project, 'node_modules'))).toBeLessThan(15);
  const run = (...args: string[]) => execa(join(project, 'node_modules/.bin/cutover'), args, { cwd: project, reject: false });
  expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  const { exitCode, stdout } = await run('test', 'script', 'works', 'fails', '--json');
  expect(exitCode).toBe(1);
  const results = JSON.parse(stdout).results as { script_name: string; error_code: string | null }[];
  expect(results.map((result) => [result.script_name, result.error_code])).toEqual([
    ['works', null],
    ['fails', 'RETURNED_CODE'],
  ]);
  expect((await run('migrate', 'parity', '--legacy', 'echo {}', '--candidate', 'echo {}', '--input-file', 'cases.txt')).exitCode).toBe(0);
  expect((await run('init', '--print', '--legacy', 'echo {}', '--input', 'a')).stdout).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/@cutover\/cli\/dist\/schemas\/config\.json\n/);
  expect((await stat(join(project, 'node_modules/@cutover/cli/dist/schemas/config.json'))).size).toBeGreaterThan(1000);
  expect((await execa('node', ['call.mjs'], { cwd: project })).stdout).toBe('[0,[true,"MODULE_UNKNOWN"]]');
  const types = await execa('tsc', ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', '', 'typed.ts', 'cutover.config.ts'], { cwd: project, preferLocal: true, localDir: repository, reject: false });
  expect([types.exitCode, types.stdout]).toEqual([0, '']);
  const tables = { compare: { tables: { 'out.csv': { key: ['id'] } } }, cases: [{ id: 'big' }], runners: { legacy: { command: table(1) }, candidate: { command: table(2) } } };
  await writeFile(join(project, 'big.json'), JSON.stringify(tables));
  expect(await run('--config', 'big.json', 'migrate', 'parity')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^error\[DUCKDB_MISSING\]: .*\nhint: .*npm install @duckdb\/node-api$/m) });
});

test('the libraries', { timeout }, async () => {
  const project = await install('libraries', /^cutover-(?!cli)/, {
    'use.mjs': "import * as tests from '@cutover/runtime-testing';\nimport * as migrate from '@cutover/migrate';\nimport * as legacy from '@cutover/legacy-compat';\n\nconsole.log([tests.testScripts, migrate.runParity, legacy.experiment].map((each) => typeof each).join(' '));\n",
  });
  expect((await execa('node', ['use.mjs'], { cwd: project })).stdout).toBe('function function function');
});

test('every package is what its package.json says, with types where Node and bundlers look', { timeout }, async () => {
  const tarballs = (await readdir(join(folder, 'packed'))).map((file) => join(folder, 'packed', file));
  expect(tarballs).toHaveLength(4);
  const tool = (name: string, ...args: string[]) => execa(name, args, { cwd: folder, preferLocal: true, localDir: repository, reject: false, all: true });
  const checks = await Promise.all(tarballs.flatMap((file) => [tool('publint', 'run', file, '--strict'), tool('attw', file, '--profile', 'esm-only')]));
  expect(checks.filter(({ exitCode }) => exitCode !== 0).map(({ command, all }) => `${command}\n${all}`)).toEqual([]);
});

/** A command that writes a table of nine MB. */
function table(value: number): string[] {
  return ['node', '-e', `require("fs").writeFileSync("out.csv", "id,value\\n" + Array.from({length: 500000}, (_, i) => i + ",${value}234567890\\n").join(""))`];
}

/** What the files of a folder hold, in MB. */
async function sizeMb(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}
