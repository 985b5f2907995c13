import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backup } from '../src/backup.ts';
import { disk, type FileStatus, type FileSystem } from '../src/edges/file-system.ts';
import { recover } from '../src/recover.ts';
import { rollback } from '../src/rollback.ts';
import { switchOver } from '../src/switch.ts';
import { realProject } from './real-project.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders();

/** As ext3, HFS+ and ext4 with small inodes keep times. */
const wholeSeconds: FileSystem = {
  ...disk,
  status: (path) => {
    const status = disk.status(path);
    return status && cut(status);
  },
  statusOf: (descriptor) => cut(disk.statusOf(descriptor)),
};

const cut = (status: FileStatus): FileStatus => ({ ...status, mtimeNs: status.mtimeNs - (status.mtimeNs % 1_000_000_000n) });

test('where the disk keeps whole seconds a flag is switched and taken back, and a folder that went is made again', async () => {
  const root = folder();
  mkdirSync(join(root, 'lib/old'), { recursive: true });
  for (const [name, text] of [['lib/old/a.py', 'a'], ['flags.yaml', 'use_new: false\n']] as const) writeFileSync(join(root, name), text);
  for (const name of ['lib/old/a.py', 'lib/old', 'lib', 'flags.yaml']) utimesSync(join(root, name), 1_700_000_000, 1_700_000_000);
  const project = {
    ...realProject(root, { modules: { core: { legacy: ['lib/old'], switch: { flag: 'use_new' } } }, flags: { file: 'flags.yaml' } }),
    files: wholeSeconds,
    now: () => new Date(1_800_000_000_987),
  };
  await backup(project, { modules: [], message: undefined, rehash: false });
  const switched = await switchOver(project, { modules: [], percent: undefined, force: true, reason: 'x' });
  expect(switched.change?.verified).toBe(true);
  rmSync(join(root, 'lib'), { recursive: true });
  const back = await rollback(project, { point: undefined, modules: [], reason: undefined, drift: 'refuse' });
  expect(back.verified).toBe(true);
  expect(readFileSync(join(root, 'lib/old/a.py'), 'utf8')).toBe('a');
  expect(readFileSync(join(root, 'flags.yaml'), 'utf8')).toBe('use_new: false\n');
  expect(await recover(project)).toEqual([]);
});
