import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree } from '../tree.ts';

/** So many that they are worth more than one thread. */
const many = 1500;
let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const file = (i: number): string => `src/part${i % 20}/file${i}.py`;
const own = (): [string, string][] => Object.entries(listTree(root)).filter(([path]) => path.startsWith('src'));

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, { 'cutover.config.yaml': 'modules:\n  core: { legacy: [src] }\n' });
  makeTree(root, Object.fromEntries(Array.from({ length: many }, (_, i) => [file(i), `content ${i}\n`.repeat(1 + (i % 50))])));
});

test('a tree of many files is backed up, shared, verified and rolled back by several threads, exactly', async () => {
  // Too big for one read, and with a hole.
  writeFileSync(join(root, 'src/big'), Buffer.alloc(3_000_001, 'x'));
  writeFileSync(join(root, 'src/holes'), 'start');
  truncateSync(join(root, 'src/holes'), 40 << 20);
  const before = own();
  await new Promise((resolve) => setTimeout(resolve, 2100));
  const first = json(await migrate('backup', '--json'));
  expect(first).toMatchObject({ files: many + 2, unchanged: 0 });
  const bag = join(root, first.path);
  expect(execFileSync('sha256sum', ['-c', '--quiet', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'], { cwd: bag, encoding: 'utf8' })).toBe('');
  expect(statSync(join(bag, 'data/src/holes')).blocks * 512).toBeLessThan(1 << 20);

  const second = json(await migrate('backup', '--json'));
  expect(second).toMatchObject({ files: many + 2, unchanged: many + 2 });
  expect(statSync(join(root, second.path, 'data', file(7))).ino).toBe(statSync(join(bag, 'data', file(7))).ino);

  for (let i = 0; i < many; i++) writeFileSync(join(root, file(i)), `changed ${i}`);
  rmSync(join(root, 'src/big'));
  const changed = own();
  const back = json(await migrate('rollback', first.id, '--force', '--json'));
  expect(back).toMatchObject({ verified: true, restored: many + 1 });
  expect(own()).toEqual(before);
  expect((await migrate('rollback', back.safety_point, '--json')).exit).toBe(0);
  expect(own()).toEqual(changed);
  expect(readdirSync(join(root, '.cutover/tx'))).toEqual([]);
});

test('each damaged file among many is named', async () => {
  const { id, path } = json(await migrate('backup', '--json'));
  const damaged = [3, 700, 1499];
  for (const i of damaged) {
    chmodSync(join(root, path, 'data', file(i)), 0o644);
    writeFileSync(join(root, path, 'data', file(i)), 'damaged');
  }
  rmSync(join(root, path, 'data', file(40)));
  const checked = await migrate('backups', '--verify', '--json');
  expect(checked.exit).toBe(1);
  const problems = [...damaged.map((i) => ({ path: `data/${file(i)}`, problem: 'damaged' })), { path: `data/${file(40)}`, problem: 'missing' }];
  expect(json(checked).backups).toEqual([{ id, recorded: true, problems: problems.sort((a, b) => (a.path < b.path ? -1 : 1)) }]);
});

test('what fails in any thread ends the backup, says why, and leaves nothing', async () => {
  // The names are as long as names may be here; within the store, where they lie deeper, they are too long.
  let folder = 'src';
  const left = (): number => 4090 - Buffer.byteLength(join(root, folder)) - 1;
  while (left() > 250) folder += `/${'d'.repeat(150)}`;
  makeTree(root, Object.fromEntries(Array.from({ length: many }, (_, i) => [`${folder}/${String(i).padStart(left(), 'n')}`, 'x'])));
  const failed = await migrate('backup', '--json');
  expect(failed.exit).toBe(3);
  expect(json(failed).error).toMatchObject({ code: 'DISK_ERROR', message: expect.stringContaining('the name is too long') });
  expect(existsSync(join(root, 'backups')) ? readdirSync(join(root, 'backups')) : []).toEqual([]);
});

test.each([
  ['threads', "require('node:worker_threads').Worker = class { constructor() { throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' }); } };"],
  ['processes', "const programs = require('node:child_process'); programs.spawn = programs.execFile = () => { throw Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM', syscall: 'spawn' }); };"],
])('where the system allows no more %s, the one there is does the work', async (_, text) => {
  const preload = join(root, 'preload.cjs');
  writeFileSync(preload, text);
  const ran = await cutover(['migrate', 'backup', '--json'], { cwd: root, env: { NODE_OPTIONS: `--require ${preload}` } });
  expect(ran).toMatchObject({ exit: 0, stderr: '' });
  expect(json(ran)).toMatchObject({ files: many });
});

test('Ctrl-C while threads are at work leaves nothing behind', async () => {
  const temporary = join(root, 'backups/tmp');
  const stopped = await cutover(['migrate', 'backup'], { cwd: root, interruptWhen: () => Promise.resolve(existsSync(temporary)) });
  expect([0, 130]).toContain(stopped.exit);
  expect(existsSync(temporary)).toBe(false);
  expect((await migrate('backups', '--verify')).exit).toBe(0);
});
