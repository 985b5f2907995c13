/** What the fault tests work on: a small project on a disk in memory, the commands, and what must hold after each fault. */

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { joinBytes, toBytePath, type BytePath } from '../../src/domain/byte-path.ts';
import { configSchema, type ConfigInput } from '../../src/domain/config.ts';
import { checkBag, listBags } from '../../src/edges/bag-reader.ts';
import type { FileSystem } from '../../src/edges/file-system.ts';
import { readLedger } from '../../src/edges/ledger.ts';
import { readBytes } from '../../src/edges/text-file.ts';
import type { Project } from '../../src/project.ts';
import { sealInLedger } from '../../src/restore.ts';
import { makeMemoryDisk, type MemoryDisk } from './memory-disk.ts';

export const at = (path: string): BytePath => toBytePath(`/p/${path}`);

const config: ConfigInput = {
  name: 'faults',
  modules: {
    core: { legacy: ['src/old'], switch: { replace: { from: 'next', to: 'src/old' } } },
    cli: { legacy: ['src/cli.py'], switch: { flag: 'use_new' } },
  },
  flags: { file: 'flags.yaml', path: 'migration' },
};

/** A project with a tree of every kind of thing. */
export function makeProjectDisk(): MemoryDisk {
  const disk = makeMemoryDisk();
  for (const folder of ['/p', '/p/src', '/p/src/old', '/p/src/old/deep', '/p/src/old/empty', '/p/next', '/p/next/sub']) disk.makeFolder(toBytePath(folder));
  put(disk, 'flags.yaml', 'migration:\n  use_new: false # legacy\n');
  put(disk, 'src/old/a.py', 'a');
  put(disk, 'src/old/deep/b.sh', 'b', 0o755);
  put(disk, 'src/cli.py', 'cli');
  put(disk, 'next/a.py', 'new a');
  put(disk, 'next/sub/c.py', 'new c');
  disk.makeLink(toBytePath('a.py'), at('src/old/link'));
  disk.hardLink(at('src/old/a.py'), at('src/old/same.py'));
  return disk.clone();
}

/** Changes by hand of every kind. */
export function changeByHand(disk: MemoryDisk): void {
  put(disk, 'src/old/a.py', 'changed');
  disk.setMode(at('src/old/deep/b.sh'), 0o644);
  disk.removeFolder(at('src/old/empty'));
  disk.removeFile(at('src/old/link'));
  disk.makeLink(toBytePath('elsewhere'), at('src/old/link'));
  disk.makeFolder(at('src/old/more'));
  put(disk, 'src/old/more/new.py', 'new');
  disk.removeFile(at('src/cli.py'));
  disk.makeFolder(at('src/cli.py'));
  put(disk, 'src/cli.py/inside', 'a folder now');
}

export function put(disk: FileSystem, path: string, text: string, mode = 0o644): void {
  if (disk.status(at(path)) !== undefined) disk.removeFile(at(path));
  const descriptor = disk.open(at(path), 'create', mode);
  disk.write(descriptor, Buffer.from(text));
  disk.close(descriptor);
}

let second = 0;

export function projectOn(files: FileSystem): Project {
  return {
    root: '/p',
    config: configSchema.parse(config),
    files,
    now: () => new Date(1_800_000_000_000 + second++ * 1000),
    random: () => 0.5,
    by: 'test',
    command: 'cutover test',
    env: {},
    self: [],
    signal: new AbortController().signal,
    onEvent: () => undefined,
    git: () => Promise.resolve(null),
    versions: {},
  };
}

/** What belongs to the user: every path with kind, mode, content and, where it counts, time. */
export function userTree(disk: FileSystem): Record<string, string> {
  const tree: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of [...disk.list(at(folder))].sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path === '.cutover' || path === 'backups') continue;
      const status = disk.status(at(path))!;
      const timed = path.startsWith('src/') ? `${status.mtimeNs / 1000n}` : '';
      if (status.kind === 'link') tree[path] = `link ${disk.readLink(at(path))}`;
      else if (status.kind === 'folder') tree[path] = `folder ${status.mode.toString(8)} ${timed}`;
      else tree[path] = `file ${status.mode.toString(8)} ${timed} ${createHash('sha256').update(readBytes(disk, at(path))!).digest('hex')}`;
      if (status.kind === 'folder') visit(path);
    }
  };
  visit('');
  return tree;
}

/** The owner of every lock that was left is dead, as it is when a process was killed. */
export function buryOwners(disk: FileSystem): void {
  if (disk.status(at('.cutover')) === undefined) return;
  for (const name of disk.list(at('.cutover'))) {
    if (!/lock/.test(name)) continue;
    const path = joinBytes(at('.cutover'), name);
    const text = String(readBytes(disk, path)).replace(/"pid":\d+/, '"pid":1').replace(/"start_time":"\d+"/, '"start_time":"0"');
    disk.removeFile(path);
    const descriptor = disk.open(path, 'create');
    disk.write(descriptor, Buffer.from(text));
    disk.close(descriptor);
  }
}

/** Nothing is left of what was under way, and every backup that is there is whole and known. */
export async function expectSound(disk: FileSystem, backups: readonly string[], where: string): Promise<void> {
  const project = projectOn(disk);
  const state = disk.status(at('.cutover')) === undefined ? [] : disk.list(at('.cutover'));
  expect(state.filter((name) => !['ledger.jsonl', 'ledger.jsonl.torn', 'tx', 'done', 'reports'].includes(name)), `${where}: litter in .cutover`).toEqual([]);
  if (state.includes('tx' as BytePath)) expect(disk.list(at('.cutover/tx')), `${where}: litter in tx`).toEqual([]);
  if (state.includes('done' as BytePath)) {
    for (const id of disk.list(at('.cutover/done'))) expect(disk.list(joinBytes(at('.cutover/done'), id))).toEqual(['journal.json']);
  }
  const store = at('backups');
  const there = listBags(disk, store);
  for (const id of backups) expect(there, `${where}: a backup is lost`).toContain(id);
  if (disk.status(store) !== undefined) expect(disk.list(store).filter((name) => !there.includes(name)), `${where}: litter in the store`).toEqual([]);
  for (const id of there) {
    const seal = sealInLedger(project, id);
    expect(seal, `${where}: backup ${id} is not in the ledger`).toBeDefined();
    expect(await checkBag(disk, joinBytes(store, toBytePath(id)), { seal, pace: () => undefined }), where).toEqual([]);
  }
  expect(readLedger('/p/.cutover', disk).warnings, where).toEqual([]);
}
