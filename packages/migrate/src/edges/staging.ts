/** Prepares a change without touching anything: looks whether it can succeed, and stages all that is new, flushed. */

import { joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { hardLinkOf, type Operation } from '../domain/change.ts';
import { migrateError } from '../domain/errors.ts';
import { errorCode, type FileSystem } from './file-system.ts';
import type { Item } from './file-work.ts';
import type { Pace } from './pace.ts';
import { statusByFolders } from './scan.ts';
import { spread } from './spread.ts';
import { ensureFolder, writeFlushed } from './text-file.ts';
import { stagedPath, type Transaction } from './transaction.ts';

/** Where the new content of an operation comes from: a file, or the bytes themselves. */
export type Content = { from: BytePath } | { bytes: Uint8Array };

/** Throws DISK_FULL, NO_PERMISSION and OTHER_FILE_SYSTEM when the change could not be carried out. */
export function preflight(files: FileSystem, { root, folder, operations }: Transaction): void {
  const needed = operations.reduce((sum, { after, before, retouch }) => sum + (retouch ? 0 : sizeOf(after) + sizeOf(before)), 0);
  const free = files.freeBytes(root);
  if (needed > free) {
    throw migrateError('DISK_FULL', {
      message: `the change needs ${needed} bytes for its copies, and ${free} are free`,
      hint: 'make room (cutover migrate backups prune), then run the command again',
    });
  }
  const probe = joinBytes(folder, toBytePath('probe'));
  writeFlushed(files, probe, '');
  const closed = closedFolders(root, operations);
  for (const parent of foldersToEnter(files, root, operations)) {
    if (!closed.has(parent)) files.checkWritable(parent);
    probeRename(files, probe, parent);
  }
  files.removeFile(probe);
}

/** Copies all new content to the transaction's folder, with its mode and time, and flushes it. Throws CHANGED_MEANWHILE. */
export async function stage(
  files: FileSystem,
  { folder, operations }: Transaction,
  contentOf: (operation: Operation) => Content,
  pace: Pace,
): Promise<void> {
  const folders = ['new', 'old'].map((name) => joinBytes(folder, toBytePath(name)));
  for (const each of folders) ensureFolder(files, each);
  const staged = new Map<BytePath, BytePath>();
  const copies: (Item<'copy'> & { path: BytePath; sha256: string })[] = [];
  const links: { main: BytePath; to: BytePath }[] = [];
  for (const [i, operation] of operations.entries()) {
    const { path, after, retouch } = operation;
    if (retouch || after === undefined || after.kind === 'folder') continue;
    const to = stagedPath(folder, i);
    const main = staged.get(hardLinkOf(after) ?? path);
    staged.set(path, to);
    if (after.kind === 'link') {
      files.makeLink(after.target, to);
      files.setTime(to, after.mtimeNs);
    } else if (main !== undefined) links.push({ main, to });
    else {
      const { mtimeNs, sha256, mode } = after;
      const content = contentOf(operation);
      if ('from' in content) copies.push({ from: content.from, to, mode, readBack: false, mtimeNs, path, sha256 });
      else writeStaged(files, to, content.bytes, after);
    }
  }
  const copied = await spread(files, 'copy', copies, { pace, what: 'staging' });
  for (const [i, { from, path, sha256 }] of copies.entries()) {
    if (copied[i]?.sha256 === sha256) continue;
    throw migrateError('CHANGED_MEANWHILE', {
      message: `${showPath(from)}, the new content of ${showPath(path)}, is not as it was when it was checked`,
      hint: 'something else writes there: stop it and run the command again',
      where: showPath(from),
    });
  }
  for (const { main, to } of links) files.hardLink(main, to);
  const puts = operations.flatMap(({ after, retouch }, i) => (!retouch && after?.kind === 'file' ? [stagedPath(folder, i)] : []));
  await files.flushEach([...puts, ...folders], folder);
}

function writeStaged(files: FileSystem, to: BytePath, bytes: Uint8Array, { mode, mtimeNs }: { mode: number; mtimeNs: bigint }): void {
  const descriptor = files.open(to, 'create', mode & 0o777);
  try {
    files.write(descriptor, bytes);
  } finally {
    files.close(descriptor);
  }
  if ((mode & 0o7000) !== 0) files.setMode(to, mode);
  files.setTime(to, mtimeNs);
}

/** Folders whose mode keeps their owner out: they are opened for the steps in them, and closed again. */
function closedFolders(root: BytePath, operations: readonly Operation[]): Set<BytePath> {
  const closed = operations.filter(({ before }) => before?.kind === 'folder' && (before.mode & 0o300) !== 0o300);
  return new Set(closed.map(({ path }) => joinBytes(root, path)));
}

/** The folders that exist already and in which a step takes place. */
function foldersToEnter(files: FileSystem, root: BytePath, operations: readonly Operation[]): BytePath[] {
  const parents = new Set(operations.filter(({ retouch }) => !retouch).map(({ path }) => parentOf(path)));
  const there = [...parents].filter((parent) => parent === '' || statusByFolders(files, root, parent)?.kind === 'folder');
  return there.map((parent) => (parent === '' ? root : joinBytes(root, parent)));
}

/** Renaming onto "folder/." can't succeed, and fails as EXDEV exactly when a rename into the folder would. */
function probeRename(files: FileSystem, probe: BytePath, folder: BytePath): void {
  try {
    files.rename(probe, joinBytes(folder, toBytePath('.')));
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') return;
    throw migrateError('OTHER_FILE_SYSTEM', {
      message: `${showPath(folder)} lies on another file system than the project: a change there can't be made in one step`,
      hint: 'unmount it, or restore that part by hand (docs/backups.md)',
      where: showPath(folder),
      cause: error,
    });
  }
}

function sizeOf(shape: Operation['after']): number {
  return shape?.kind === 'file' ? shape.sizeBytes : 0;
}
