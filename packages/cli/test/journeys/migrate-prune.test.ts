import { appendFileSync, chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { makeTree } from '../tree.ts';

let root = '';
let ids: string[] = [];
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const store = (): string[] => readdirSync(join(root, 'backups')).sort();

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, { 'cutover.config.yaml': 'modules:\n  core: { legacy: [src] }\n', 'src/a.py': 'a' });
  ids = [];
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(root, 'src/a.py'), `${i}`);
    ids.push(json(await migrate('backup', '--json')).id);
  }
});

test('prune shows its plan, and removes only with --yes; what stays is whole', async () => {
  const [first, second, third] = ids;
  const plan = await migrate('backups', 'prune', '--keep', '2', '--json');
  expect(plan.exit).toBe(0);
  expect(json(plan)).toEqual({
    schema_version: 1,
    keep: [
      { id: second, why: 'one of the newest 2' },
      { id: third, why: 'the newest' },
    ],
    remove: [first],
    done: false,
  });
  expect(store()).toEqual(ids);
  expect(json(await migrate('backups', 'prune', '--keep', '2', '--yes', '--json'))).toMatchObject({ remove: [first], done: true });
  expect(store()).toEqual([second, third]);
  expect((await migrate('backups', '--verify')).exit).toBe(0);
  expect(json(await migrate('history', '--kind', 'prune', '--json')).lines).toEqual([expect.objectContaining({ detail: { removed: [first], kept: 2 } })]);
  expect(json(await migrate('backups', 'prune', '--keep', '2', '--json'))).toMatchObject({ remove: [] });
});

test('a ledger that can not be read, and a store that shows nothing of what the ledger knows, stop it', async () => {
  renameSync(join(root, 'backups'), join(root, 'unmounted'));
  expect(await migrate('backups', 'prune', '--keep', '1', '--yes')).toMatchObject({ exit: 3, stderr: expect.stringContaining('error[STORE_DOUBTFUL]') });
  renameSync(join(root, 'unmounted'), join(root, 'backups'));
  appendFileSync(join(root, '.cutover/ledger.jsonl'), 'garbage\n');
  expect(await migrate('backups', 'prune', '--keep', '1', '--yes')).toMatchObject({ exit: 3, stderr: expect.stringContaining('error[LEDGER_BROKEN]') });
  expect(store()).toEqual(ids);
});

test('a damaged backup does not count and is no obstacle, neither in the store nor moved away', async () => {
  const [first, second, third] = ids as [string, string, string];
  const evidence = join(root, 'backups', third, 'meta/evidence.json');
  chmodSync(evidence, 0o644);
  writeFileSync(evidence, '{');
  const plan = json(await migrate('backups', 'prune', '--keep', '1', '--json'));
  expect(plan).toMatchObject({ keep: [{ id: second, why: 'the newest' }, { id: third, why: expect.stringContaining('damaged') }], remove: [first] });
  renameSync(join(root, 'backups', third), join(root, 'damaged'));
  const ran = await migrate('backups', 'prune', '--keep', '1', '--yes');
  expect(ran).toMatchObject({ exit: 0, stderr: expect.stringContaining(`warning: the ledger knows 1 backup(s) that are no longer in the store, such as ${third}`) });
  expect(store()).toEqual([second]);
});

test.each<[string, (bag: string) => void, boolean]>([
  ['what is not as the ledger knows it', (bag) => rewrite(bag, 'tagmanifest-sha256.txt'), false],
  ['what does not hold what it says of itself', (bag) => rewrite(bag, 'meta/entries.jsonl'), false],
  ['content that --verify found damaged', (bag) => rewrite(bag, 'data/src/a.py'), true],
])('the newest whole backup stays, whatever is newer: %s', async (_, damage, verify) => {
  const [first, second, third] = ids as [string, string, string];
  damage(join(root, 'backups', third));
  if (verify) expect((await migrate('backups', '--verify')).exit).toBe(1);
  const ran = await migrate('backups', 'prune', '--keep', '1', '--yes', '--json');
  expect(ran.stderr).toContain(`warning: backup ${third} counts for nothing, and stays: damaged: `);
  expect(json(ran)).toMatchObject({ keep: [{ id: second, why: 'the newest' }, { id: third, why: expect.stringContaining('damaged') }], remove: [first] });
  expect(store()).toEqual([second, third]);
  expect((await migrate('rollback', second, '--force')).exit).toBe(0);
});

test('a backup that was mended and verified counts again', async () => {
  const [, , third] = ids as [string, string, string];
  rewrite(join(root, 'backups', third), 'data/src/a.py', '3');
  await migrate('backups', '--verify');
  rewrite(join(root, 'backups', third), 'data/src/a.py', '2');
  expect((await migrate('backups', '--verify')).exit).toBe(0);
  expect(await migrate('backups', 'prune', '--keep', '1', '--yes')).toMatchObject({ exit: 0, stderr: '' });
  expect(store()).toEqual([third]);
});

function rewrite(bag: string, name: string, text = 'x'): void {
  chmodSync(join(bag, name), 0o644);
  writeFileSync(join(bag, name), text);
}

test('it has to be told what to keep', async () => {
  expect(await migrate('backups', 'prune')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--keep N or --keep-within') });
  expect(await migrate('backups', 'prune', '--keep', '0')).toMatchObject({ exit: 2 });
  expect(json(await migrate('backups', 'prune', '--keep-within', '30d', '--json'))).toMatchObject({ remove: [] });
});
