import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { backup } from '../src/backup.ts';
import { verifyBackups } from '../src/backups.ts';
import { disk, type FileSystem } from '../src/edges/file-system.ts';
import type { MigrateEvent, Project } from '../src/project.ts';
import { rollback } from '../src/rollback.ts';
import { realProject } from './real-project.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders();
const all = { modules: [], message: undefined, rehash: false };
const goBack = { point: undefined, modules: [], reason: undefined, drift: 'replace' } as const;
let root = '';

beforeEach(() => {
  root = folder();
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/a.py'), 'a');
  writeFileSync(join(root, 'src/deep/log.txt'), 'log');
});

function project(files: Partial<FileSystem> = {}, events: MigrateEvent[] = []): Project {
  return { ...realProject(root, { modules: { core: { legacy: ['src'] } } }, events), files: { ...disk, ...files } };
}

function emptyFile(path: string): string {
  writeFileSync(join(root, path), '');
  return join(root, path);
}

/** Writes to a file while it is read, that many times. */
function writerMeanwhile(times: number): Partial<FileSystem> {
  let left = times;
  const reading = new Set<number>();
  return {
    open: (path, flag, mode) => {
      const descriptor = disk.open(path, flag, mode);
      if (flag === 'read' && path === join(root, 'src/deep/log.txt')) reading.add(descriptor);
      return descriptor;
    },
    read: (descriptor, into) => {
      const length = disk.read(descriptor, into);
      if (reading.has(descriptor) && left-- > 0) appendFileSync(join(root, 'src/deep/log.txt'), '+');
      return length;
    },
    close: (descriptor) => (reading.delete(descriptor), disk.close(descriptor)),
  };
}

test('a file that changes while it is read is read again', async () => {
  const made = await backup(project(writerMeanwhile(2)), all);
  expect(readFileSync(join(root, 'backups', made.id, 'data/src/deep/log.txt'), 'utf8')).toBe('log++');
});

test('a file that keeps changing fails the backup by name, and nothing is left', async () => {
  const failed = backup(project(writerMeanwhile(1000)), all);
  await expect(failed).rejects.toMatchObject({ code: 'BACKUP_UNSTABLE', exit: 3, where: 'src/deep/log.txt' });
  expect(readdirSync(join(root, 'backups'))).toEqual([]);
  expect(readdirSync(join(root, '.cutover'))).toEqual([]);
});

test('a file that appears during the backup is in it, one that goes is not', async () => {
  let done = false;
  const files: Partial<FileSystem> = {
    close: (descriptor) => {
      disk.close(descriptor);
      if (!done) writeFileSync(join(root, 'src/late.py'), 'late');
      done = true;
    },
  };
  expect((await backup(project(files), all)).entries.map(({ path }) => path)).toContain('src/late.py');
});

test('a big file that goes once its beginning was read is not in it', async () => {
  const path = emptyFile('src/big');
  truncateSync(path, 3 << 20);
  let big = -1;
  const files: Partial<FileSystem> = {
    open: (at, flag, mode) => {
      const descriptor = disk.open(at, flag, mode);
      if (at === path) big = descriptor;
      return descriptor;
    },
    close: (descriptor) => {
      disk.close(descriptor);
      if (descriptor === big) rmSync(path, { force: true });
    },
  };
  expect((await backup(project(files), all)).entries.map((entry) => entry.path)).toEqual(['src', 'src/a.py', 'src/deep', 'src/deep/log.txt']);
});

test('of big files it is told how many are done, not how many were begun', async () => {
  for (let i = 0; i < 8; i++) truncateSync(emptyFile(`src/big${i}`), 64 << 20);
  const events: MigrateEvent[] = [];
  await verifyBackups(project({}, events), [(await backup(project({}, events), all)).id]);
  for (const phase of ['copying', 'checking']) {
    const told = events.flatMap((event) => (event.type === 'progress' && event.what === phase ? [event.done] : []));
    expect(told.filter((done) => done > 0 && done < 8).length, phase).toBeGreaterThan(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  }
});

test('a look at a big file can be interrupted in the middle of it', async () => {
  truncateSync(emptyFile('src/big'), 600 << 20);
  const { id } = await backup(project(), all);
  const controller = new AbortController();
  let pieces = 0;
  const read: FileSystem['read'] = (...args) => {
    const length = disk.read(...args);
    if (length === 1 << 20 && ++pieces === 5) controller.abort();
    return length;
  };
  const open = readdirSync('/proc/self/fd').length;
  await expect(verifyBackups({ ...project({ read }), signal: controller.signal }, [id])).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(pieces).toBeLessThan(600);
  expect(readdirSync('/proc/self/fd').length).toBe(open);
});

test('a file that can not be read fails the backup', async () => {
  const files: Partial<FileSystem> = {
    open: (path, flag, mode) => {
      if (path === join(root, 'src/a.py')) throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open', path });
      return disk.open(path, flag, mode);
    },
  };
  await expect(backup(project(files), all)).rejects.toMatchObject({ code: 'EACCES' });
  expect(readdirSync(join(root, 'backups'))).toEqual([]);
});

test('holes stay holes, in the backup and after a rollback', async () => {
  truncateSync(join(root, 'src/a.py'), 64 << 20);
  const made = await backup(project(), all);
  const stored = statSync(join(root, 'backups', made.id, 'data/src/a.py'));
  expect(stored.size).toBe(64 << 20);
  expect(stored.blocks * 512).toBeLessThan(1 << 20);
  writeFileSync(join(root, 'src/a.py'), 'x');
  await rollback(project(), goBack);
  expect(statSync(join(root, 'src/a.py')).size).toBe(64 << 20);
  expect(statSync(join(root, 'src/a.py')).blocks * 512).toBeLessThan(1 << 20);
});

test('names that are one on other file systems are told', async () => {
  const events: MigrateEvent[] = [];
  writeFileSync(join(root, 'src/A.py'), 'another');
  writeFileSync(join(root, 'src/\u00e9'), '');
  writeFileSync(join(root, 'src/e\u0301'), '');
  const made = await backup(project({}, events), all);
  expect(made.evidence.clashes).toEqual([['src/A.py', 'src/a.py'], ['src/e\u0301', 'src/\u00e9']]);
  expect(events.filter(({ type }) => type === 'warning')).toHaveLength(2);
});

test.each<[string, (probe: string) => Partial<FileSystem>, string]>([
  ['another file system under a folder', () => ({ rename: (from, to) => (to.endsWith('/deep/.') ? fail('EXDEV', to) : disk.rename(from, to)) }), 'OTHER_FILE_SYSTEM'],
  ['a folder that may not be written', () => ({ checkWritable: (path) => (path.endsWith('/src') ? fail('EACCES', path) : disk.checkWritable(path)) }), 'EACCES'],
  ['a disk that is too small', () => ({ freeBytes: () => 1 }), 'DISK_FULL'],
])('%s is found before anything is touched', async (_, files, code) => {
  await backup(project(), all);
  writeFileSync(join(root, 'src/a.py'), 'changed');
  writeFileSync(join(root, 'src/deep/log.txt'), 'changed');
  await expect(rollback(project(files('')), goBack)).rejects.toMatchObject({ code });
  expect(readFileSync(join(root, 'src/a.py'), 'utf8')).toBe('changed');
  expect(readdirSync(join(root, '.cutover/tx'))).toEqual([]);
  expect(readdirSync(join(root, 'backups'))).toHaveLength(1);
});

test('a folder that is swapped for a link at the last moment is not followed, and all is put back', async () => {
  const outside = folder();
  await backup(project(), all);
  writeFileSync(join(root, 'src/a.py'), 'changed');
  writeFileSync(join(root, 'src/deep/log.txt'), 'changed');
  const { renameSync } = await import('node:fs');
  let swapped = false;
  const files: Partial<FileSystem> = {
    rename: (from, to) => {
      if (!swapped && from.endsWith('src/deep/log.txt')) {
        disk.rename(from, to);
        renameSync(join(root, 'src/deep'), join(root, 'src/moved-away'));
        symlinkSync(outside, join(root, 'src/deep'));
        swapped = true;
      } else disk.rename(from, to);
    },
  };
  await expect(rollback(project(files), goBack)).rejects.toMatchObject({ code: expect.stringMatching(/CHANGED_MEANWHILE|CHANGE_INTERRUPTED/) });
  expect(readdirSync(outside)).toEqual([]);
});

function fail(code: string, path: string): never {
  throw Object.assign(new Error(code), { code, syscall: 'test', path });
}
