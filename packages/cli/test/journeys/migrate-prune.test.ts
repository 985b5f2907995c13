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

test('it has to be told what to keep', async () => {
  expect(await migrate('backups', 'prune')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--keep N or --keep-within') });
  expect(await migrate('backups', 'prune', '--keep', '0')).toMatchObject({ exit: 2 });
  expect(json(await migrate('backups', 'prune', '--keep-within', '30d', '--json'))).toMatchObject({ remove: [] });
});
