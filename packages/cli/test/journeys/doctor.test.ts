import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cutover, json, makeFolder, type ProgramResult } from '../program.ts';

interface Finding {
  name: string;
  state: string;
  found: string;
  hint: string | null;
}

const stateOf = (ran: ProgramResult, name: string): Finding | undefined => (json(ran).findings as Finding[]).find((each) => each.name === name);

test('a healthy project: exit 0, every word of it in the docs, nothing left behind', async () => {
  const root = await makeFolder({ 'cutover.config.yaml': 'name: x\n', '.gitignore': '/.cutover/*\nbackups\n' });
  await execa('git', ['init', '-q'], { cwd: root });
  await execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first'], { cwd: root });
  const ran = await cutover(['doctor', '--json'], { cwd: root });
  expect(ran.exit, ran.stdout).toBe(0);
  expect(json(ran)).toMatchObject({ schema_version: 1, passed: true, root });
  const names = (json(ran).findings as Finding[]).map(({ name }) => name);
  expect(names).toEqual(['cutover', 'node', 'python', 'git', 'duckdb', 'config', 'writing', 'space', 'sharing', 'links', 'names', 'changes']);
  const page = readFileSync(fileURLToPath(new URL('../../../../docs/doctor.md', import.meta.url)), 'utf8');
  expect([...names, 'ignored', 'lock'].filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  expect(stateOf(ran, 'git')?.found).toContain('with changes that are not committed');
  expect(readdirSync(root).sort()).toEqual(['.git', '.gitignore', 'cutover.config.yaml']);
  rmSync(join(root, '.gitignore'));
  const { stdout } = await cutover(['doctor'], { cwd: root });
  expect(stdout).toContain('WARN  ignored  git does not ignore .cutover/ and backups/\n');
  expect(stdout).toMatch(/^PASS {2}cutover {2}\d/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('without git, Python and configuration it works, and says what for they are wanted', async () => {
  const root = await makeFolder();
  const ran = await cutover(['doctor', '--json'], { cwd: root, env: { PATH: '/nowhere', VIRTUAL_ENV: '' } });
  expect(ran.exit).toBe(0);
  expect(['git', 'python', 'config'].map((name) => stateOf(ran, name)?.state)).toEqual(['warn', 'warn', 'warn']);
  expect(stateOf(ran, 'git')?.hint).toContain('no plan --since');
});

test('a broken configuration is told with its line, exit 1', async () => {
  const root = await makeFolder({ 'cutover.config.yaml': 'name: x\nmodulse: {}\n' });
  const ran = await cutover(['doctor', '--json'], { cwd: root });
  expect([ran.exit, stateOf(ran, 'config')?.state]).toEqual([1, 'fail']);
  expect(stateOf(ran, 'config')?.found).toMatch(/^cutover\.config\.yaml:2/);
});

test.skipIf(process.platform !== 'linux')('a folder that nobody can write to: exit 1', async () => {
  const ran = await cutover(['--cwd', '/proc', 'doctor', '--json'], { cwd: '/' });
  expect([ran.exit, stateOf(ran, 'writing')?.state]).toEqual([1, 'fail']);
});

test('the lock of a dead command and its unfinished change are told', async () => {
  const dead = { schema_version: 1, pid: 1, start_time: '1', boot_id: 'another', host: (await execa('hostname')).stdout, command: 'cutover migrate switch', at: '2026-01-01T00:00:00Z' };
  const root = await makeFolder({ '.cutover/lock': JSON.stringify(dead), '.cutover/tx/20260101-000000-aaaa/new/x': '' });
  const ran = await cutover(['doctor', '--json'], { cwd: root });
  expect(ran.exit).toBe(1);
  expect(stateOf(ran, 'lock')).toMatchObject({ state: 'warn', found: 'left by "cutover migrate switch", which is gone' });
  expect(stateOf(ran, 'changes')).toMatchObject({ state: 'fail', hint: 'finish it: cutover migrate recover' });
});
