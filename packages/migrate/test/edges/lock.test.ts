import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toBytePath } from '../../src/domain/byte-path.ts';
import { disk } from '../../src/edges/file-system.ts';
import { takeLock, thisOwner, tidyLocks } from '../../src/edges/lock.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();
const at = new Date('2026-11-20T19:32:00Z');

test('the second is told who holds the lock, and gets it once it is released', () => {
  const path = toBytePath(join(folder(), 'lock'));
  const release = takeLock(disk, path, thisOwner('cutover migrate backup', at));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schema_version: 1, pid: process.pid, command: 'cutover migrate backup' });
  expect(() => takeLock(disk, path, thisOwner('other', at))).toThrow(
    expect.objectContaining({ code: 'LOCKED', exit: 3, message: expect.stringContaining(`"cutover migrate backup" is changing things here since 2026-11-20T19:32:00.000Z (process ${process.pid}`) }),
  );
  release();
  takeLock(disk, path, thisOwner('other', at))();
});

test.each<[string, object]>([
  ['a process that is gone', { pid: 2 ** 22 - 7, start_time: '1' }],
  ['a process whose number was given to another', { start_time: '1' }],
  ['a process from before the machine was started', { boot_id: 'another' }],
])('the lock of %s is taken over, and nothing is left beside it', (_, change) => {
  const root = folder();
  const path = toBytePath(join(root, 'lock'));
  writeFileSync(path, JSON.stringify({ ...thisOwner('dead', at), ...change }));
  const release = takeLock(disk, path, thisOwner('living', at));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ command: 'living' });
  release();
  expect(readdirSync(root)).toEqual([]);
});

test('an owner on another machine counts as alive', () => {
  const path = toBytePath(join(folder(), 'lock'));
  writeFileSync(path, JSON.stringify({ ...thisOwner('far away', at), host: 'elsewhere', pid: 1, start_time: '1' }));
  expect(() => takeLock(disk, path, thisOwner('here', at))).toThrow(expect.objectContaining({ code: 'LOCKED', hint: expect.stringContaining('another machine') }));
});

test.each(['', '{', '{"pid": "x"}'])('a lock that holds %j belongs to nobody', (text) => {
  const path = toBytePath(join(folder(), 'lock'));
  writeFileSync(path, text);
  takeLock(disk, path, thisOwner('here', at))();
});

test('what dead processes left of locks is tidied up, what the living hold stays', () => {
  const root = folder();
  writeFileSync(join(root, 'ledger.lock'), JSON.stringify({ ...thisOwner('dead', at), start_time: '1' }));
  writeFileSync(join(root, `lock.${2 ** 22 - 7}`), '');
  writeFileSync(join(root, 'lock.78'), JSON.stringify(thisOwner('living', at)));
  writeFileSync(join(root, 'ledger.jsonl'), '');
  tidyLocks(disk, toBytePath(root));
  expect(readdirSync(root).sort()).toEqual(['ledger.jsonl', 'lock.78']);
});
