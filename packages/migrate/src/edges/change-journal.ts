/** The journals of changes under way: `tx/<id>/journal.json` is a promise, `done/<id>/` a change that was kept. */

import { byBytes, joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { migrateError } from '../domain/errors.ts';
import { idPattern } from '../domain/id.ts';
import { journalModel, type Journal } from '../domain/journal.ts';
import type { FileSystem } from './file-system.ts';
import { clearTree } from './clear-tree.ts';
import { ensureFolder, flushFolder, readBytes, replaceFile, writeFlushed } from './text-file.ts';

const journalName = toBytePath('journal.json');
const abortName = toBytePath('abort');

/** Writes the journal: from this moment on the change is finished or undone as a whole. */
export function writeJournal(files: FileSystem, folder: BytePath, journal: Journal): void {
  ensureFolder(files, folder);
  replaceFile(files, joinBytes(folder, journalName), `${JSON.stringify(journal)}\n`);
}

/** The journal in a folder; undefined when the change never came so far as to promise anything. Throws LEDGER_BROKEN. */
export function readJournal(files: FileSystem, folder: BytePath): Journal | undefined {
  const path = joinBytes(folder, journalName);
  const bytes = readBytes(files, path);
  if (bytes === undefined) return undefined;
  try {
    return journalModel.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw migrateError('LEDGER_BROKEN', { message: `the journal ${path} can't be read`, hint: 'keep the folder; docs/backups.md tells how to go back by hand', where: path, cause });
  }
}

/** The ids of changes that were begun and not put away. What else lies there, such as a file manager's, is not ours. */
export function openChanges(files: FileSystem, tx: BytePath): string[] {
  return files.status(tx) === undefined ? [] : files.list(tx).filter((name) => idPattern.test(name)).sort(byBytes);
}

/** Marks that the change is to be taken back, so that an interrupted way back is gone on with, not reversed. */
export function markAbort(files: FileSystem, folder: BytePath): void {
  if (isAborted(files, folder)) return;
  writeFlushed(files, joinBytes(folder, abortName), '');
  flushFolder(files, folder);
}

export function isAborted(files: FileSystem, folder: BytePath): boolean {
  return files.status(joinBytes(folder, abortName)) !== undefined;
}

/** Moves a finished change to `done`, then lets go of the files it staged and replaced. */
export async function putAway(files: FileSystem, { tx, done }: { tx: BytePath; done: BytePath }, id: string): Promise<void> {
  const from = joinBytes(tx, toBytePath(id));
  const to = joinBytes(done, toBytePath(id));
  ensureFolder(files, done);
  files.rename(from, to);
  flushFolder(files, done);
  flushFolder(files, tx);
  await clearDone(files, to);
}

/** Removes what a change that was put away still holds of files. */
export async function clearDone(files: FileSystem, folder: BytePath): Promise<void> {
  for (const name of ['new', 'old']) await clearTree(files, joinBytes(folder, toBytePath(name)));
}

/** Forgets a change that touched nothing, or was taken back: its journal goes first. */
export async function discard(files: FileSystem, folder: BytePath): Promise<void> {
  const journal = joinBytes(folder, journalName);
  if (files.status(folder) === undefined) return;
  if (files.status(journal) !== undefined) {
    files.removeFile(journal);
    flushFolder(files, folder);
  }
  await clearTree(files, folder);
}
