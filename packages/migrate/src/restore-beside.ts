/** `migrate rollback --from BAG --to DIR`: restores a bag into any folder, with nothing but the bag. */

import { joinBytes, parentOf, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import type { Entry, FileEntry } from './domain/entry.ts';
import { migrateError } from './domain/errors.ts';
import { checkBag, payloadOf, readBag } from './edges/bag-reader.ts';
import { hashFile } from './edges/content.ts';
import { makeCopier } from './edges/copy-file.ts';
import type { FileSystem } from './edges/file-system.ts';
import { makePace } from './edges/pace.ts';
import { statusInside } from './edges/scan.ts';
import { ensureFolder, removeTree } from './edges/text-file.ts';

export interface RestoreBesideRequest {
  files: FileSystem;
  /** The bag's folder and the folder to restore into, absolute. */
  from: string;
  to: string;
  /** Replace files that are there already. */
  force: boolean;
  signal: AbortSignal;
  onProgress: (what: string, done: number, of: number) => void;
}

export interface RestoredBeside {
  id: string;
  /** Set when the bag is a safety point: the rest of the tree is in the point it rests on. */
  base: string | null;
  restored: number;
}

/** Checks the bag, writes all of it, reads it back. Throws BACKUP_DAMAGED and TARGET_UNUSABLE; then nothing was written. */
export async function restoreBeside({ files, from, to, force, signal, onProgress }: RestoreBesideRequest): Promise<RestoredBeside> {
  const pace = makePace(signal, onProgress);
  const bagPath = toBytePath(from);
  if (files.status(bagPath)?.kind !== 'folder') {
    throw migrateError('TARGET_UNUSABLE', { message: `there is no backup at ${from}`, hint: '--from takes the folder of a backup, such as backups/20261120-193200-4f2a', where: from });
  }
  const problems = await checkBag(files, bagPath, { pace });
  const damage = problems.filter(({ problem }) => problem !== 'extra');
  if (damage.length > 0) {
    const list = damage.slice(0, 10).map(({ path, problem }) => `  ${problem.padEnd(8)} ${showPath(path)}`);
    throw migrateError('BACKUP_DAMAGED', { message: `the backup is damaged, nothing was restored from it\n${list.join('\n')}`, where: from, hint: 'take another backup' });
  }
  const { evidence, entries } = readBag(files, bagPath);
  const target = toBytePath(to);
  refuseTarget(files, target, entries, force);
  ensureFolder(files, target);
  const copy = makeCopier(files, pace);
  const temporary = joinBytes(target, toBytePath(`.cutover-restore-${evidence.id}`));
  try {
    // What an interrupted restore left.
    removeTree(files, temporary);
    for (const entry of entries) {
      const path = joinBytes(target, entry.path);
      ensureFolder(files, entry.kind === 'folder' ? path : parentOf(path));
      if (entry.kind === 'folder') {
        open(files, path);
        continue;
      }
      if (entry.kind === 'link') files.makeLink(entry.target, temporary);
      else if (entry.hardLink !== undefined) files.hardLink(joinBytes(target, entry.hardLink), temporary);
      else await copy({ from: joinBytes(bagPath, payloadOf(entry.path)), to: temporary, mode: entry.mode, readBack: false });
      files.rename(temporary, path);
    }
  } finally {
    removeTree(files, temporary);
  }
  // Deepest first, so that writing in a folder is over when its mode and time are set.
  for (const entry of entries.toReversed()) {
    const path = joinBytes(target, entry.path);
    if (entry.kind !== 'link') files.setMode(path, readableMode(entry));
    files.setTime(path, entry.mtimeNs);
  }
  const written = entries.flatMap((entry) => (entry.kind === 'link' ? [] : [joinBytes(target, entry.path)]));
  await files.flushEach([...written, target], target);
  compare(files, target, entries);
  for (const entry of entries.toReversed()) {
    if (entry.kind !== 'link' && entry.mode !== readableMode(entry)) files.setMode(joinBytes(target, entry.path), entry.mode);
  }
  return { id: evidence.id, base: evidence.base, restored: entries.length };
}

/** What keeps its owner out is closed last: until it is flushed and compared, who is not root must be able to read it. */
function readableMode({ kind, mode }: Entry): number {
  return mode | (kind === 'folder' ? 0o500 : 0o400);
}

/** A folder that was restored before may keep its owner out: its mode is set again at the end. */
function open(files: FileSystem, folder: BytePath): void {
  const { mode } = files.status(folder)!;
  if ((mode & 0o700) !== 0o700) files.setMode(folder, mode | 0o700);
}

function refuseTarget(files: FileSystem, target: BytePath, entries: readonly Entry[], force: boolean): void {
  for (let folder = target; folder !== ''; folder = parentOf(folder)) {
    if (files.status(joinBytes(folder, toBytePath('bagit.txt')))?.kind !== 'file') continue;
    throw migrateError('TARGET_UNUSABLE', { message: `${showPath(target)} lies in a backup, which nothing may be added to`, where: showPath(target), hint: 'restore into a folder elsewhere' });
  }
  const kind = files.status(target)?.kind;
  if (kind !== undefined && kind !== 'folder') {
    throw migrateError('TARGET_UNUSABLE', { message: `${showPath(target)} is no folder`, where: showPath(target), hint: '--to takes a folder, which is made if it is missing' });
  }
  if (kind === undefined) return;
  const taken = entries.filter((entry) => {
    const status = statusInside(files, target, entry.path);
    if (status === undefined || (status.kind === 'folder' && entry.kind === 'folder')) return false;
    return !force || status.kind === 'folder' || entry.kind === 'folder';
  });
  if (taken.length === 0) return;
  throw migrateError('TARGET_UNUSABLE', {
    message: `${taken.length} path(s) are there already: ${taken.slice(0, 5).map(({ path }) => showPath(path)).join(', ')}`,
    hint: force ? 'a folder is in the place of a file, or the other way round: restore into an empty folder' : 'restore into an empty folder, or --force replaces files that are there',
    where: showPath(target),
  });
}

function compare(files: FileSystem, target: BytePath, entries: readonly Entry[]): void {
  const wrong = entries.filter((entry): entry is FileEntry => entry.kind === 'file' && hashFile(files, joinBytes(target, entry.path)) !== entry.sha256);
  if (wrong.length === 0) return;
  throw migrateError('DISK_ERROR', { message: `${showPath(wrong[0]!.path)} reads back other than it was written`, hint: 'check the disk', where: showPath(target) });
}
