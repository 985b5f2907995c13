/**
 * Changes the tree by a journal: everything new is staged and flushed first; then each step is a rename, mkdir, rmdir or a
 * change of mode and time, can be repeated, and can be taken back. What is replaced is moved to `old/`, never deleted here.
 */

import { joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { decodeOperation, isSameTime, modeOf, type Operation, type Shape } from '../domain/change.ts';
import { migrateError } from '../domain/errors.ts';
import type { ChangeJournal } from '../domain/journal.ts';
import { errorCode, type FileStatus, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { statusByFolders } from './scan.ts';
import { spread } from './spread.ts';

/** A transaction's folder and the tree it changes. */
export interface Transaction {
  root: BytePath;
  folder: BytePath;
  operations: readonly Operation[];
}

/** The transaction that a journal in `tx` promises. */
export function transactionOf({ root, tx }: { root: BytePath; tx: BytePath }, { id, operations }: ChangeJournal): Transaction {
  return { root, folder: joinBytes(tx, toBytePath(id)), operations: operations.map(decodeOperation) };
}

/** Makes the tree as the journal says; repeated after an interruption it goes on where it ended. Throws CHANGED_MEANWHILE. */
export async function forward(files: FileSystem, transaction: Transaction): Promise<void> {
  const step = stepper(files, transaction);
  step.unlock();
  step.each(isReplaced, (operation, i) => step.take(operation, operation.before, step.old(i)));
  step.eachReversed(isFolderGone, (operation) => step.removeFolder(operation));
  step.each(isFolderNew, (operation) => step.makeFolder(operation));
  if (transaction.operations.some(isFolderNew)) await step.flush();
  step.each(isPut, (operation, i) => step.put(operation, step.staged(i)));
  step.eachReversed(({ after, retouch }) => retouch || after?.kind === 'folder' || after?.kind === 'link', (operation) => step.touch(operation, operation.after!));
  await step.flush();
}

/** Takes every step of `forward` back that was done, however far it came. */
export async function backward(files: FileSystem, transaction: Transaction): Promise<void> {
  const step = stepper(files, transaction);
  step.unlock();
  step.eachReversed(isPut, (operation, i) => step.take(operation, operation.after, step.staged(i)));
  step.eachReversed(isFolderNew, (operation) => step.removeFolder(operation));
  step.each(isFolderGone, (operation) => step.makeFolder(operation));
  if (transaction.operations.some(isFolderGone)) await step.flush();
  step.each(isReplaced, (operation, i) => step.put(operation, step.old(i)));
  step.eachReversed(({ before, retouch }) => retouch || before?.kind === 'folder', (operation) => step.touch(operation, operation.before!));
  await step.flush();
}

/** Reads back what the change put: the paths at which the tree is not as the journal says. */
export async function mismatches(files: FileSystem, { root, operations }: Transaction, pace: Pace): Promise<BytePath[]> {
  const real = new Set<BytePath>();
  const put = operations.flatMap(({ path, after, retouch }) => (after?.kind === 'file' && !retouch ? [{ path: joinBytes(root, path), sha256: after.sha256 }] : []));
  const wrong = await spread(files, 'check', put, { pace, what: 'comparing' });
  const unlike = new Set(put.filter((_, i) => wrong[i] !== undefined).map(({ path }) => path));
  const isWrong = ({ path, after }: Operation): boolean => {
    const full = joinBytes(root, path);
    const status = statusByFolders(files, root, path, real);
    if (after === undefined || status === undefined) return after !== undefined || status !== undefined;
    if (unlike.has(full) || !fits(status, after) || !isModeAndTime(status, after)) return true;
    return after.kind === 'link' && files.readLink(full) !== after.target;
  };
  return operations.filter(isWrong).map(({ path }) => path);
}

/** Where the new content of operation `i` is staged. */
export function stagedPath(folder: BytePath, i: number): BytePath {
  return joinBytes(folder, toBytePath(`new/${i}`));
}

const isPut = ({ after, retouch }: Operation): boolean => !retouch && after !== undefined && after.kind !== 'folder';
const isReplaced = ({ before, retouch }: Operation): boolean => !retouch && before !== undefined && before.kind !== 'folder';
const isFolderNew = ({ before, after }: Operation): boolean => after?.kind === 'folder' && before?.kind !== 'folder';
const isFolderGone = ({ before, after }: Operation): boolean => before?.kind === 'folder' && after?.kind !== 'folder';

function stepper(files: FileSystem, { root, folder, operations }: Transaction) {
  const touched = new Set<BytePath>();
  const retouched: BytePath[] = [];
  let verified: BytePath | undefined;
  const at = ({ path }: Operation): BytePath => joinBytes(root, path);
  const indexed = operations.map((operation, i) => [operation, i] as const);
  const namesIn = (name: string): Set<string> => {
    const path = joinBytes(folder, toBytePath(name));
    return new Set(files.status(path) === undefined ? [] : files.list(path).map((each) => joinBytes(path, each)));
  };
  /** What lies in the transaction's folder: nobody else writes there. */
  const held = new Set([...namesIn('new'), ...namesIn('old')]);

  /** The operation's path, if its folder is the one it was: a parent that is a link now, or swapped, would lead out of the tree. */
  const enter = (operation: Operation): BytePath | undefined => {
    const path = at(operation);
    const parent = parentOf(path);
    if (parent === verified) return path;
    if (files.status(parent)?.kind !== 'folder' || files.realPath(parent) !== parent) return undefined;
    verified = parent;
    touched.add(parent);
    return path;
  };
  const mustEnter = (operation: Operation): BytePath => {
    const path = enter(operation);
    if (path === undefined) throw changed(parentOf(operation.path), 'is no longer the folder it was');
    return path;
  };
  const run = (list: typeof indexed, which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void): void => {
    verified = undefined;
    for (const [operation, i] of list) if (which(operation)) work(operation, i);
  };

  return {
    old: (i: number): BytePath => joinBytes(folder, toBytePath(`old/${i}`)),
    staged: (i: number): BytePath => stagedPath(folder, i),
    each: (which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void) => run(indexed, which, work),
    eachReversed: (which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void) => run(indexed.toReversed(), which, work),

    /** Takes what is there out of the tree, unless that is done or nothing is there; another file in its place is not ours. */
    take(operation: Operation, shape: Shape | undefined, to: BytePath): void {
      const path = enter(operation);
      if (path === undefined || held.has(to)) return;
      const status = files.status(path);
      if (status === undefined) return;
      if (!isIdentical(status, operation, shape)) throw changed(operation.path, 'was changed meanwhile');
      files.rename(path, to);
      held.add(to);
    },

    /** Puts a file of the transaction into the tree, unless that is done. */
    put(operation: Operation, from: BytePath): void {
      if (!held.has(from)) return;
      const path = mustEnter(operation);
      if (files.status(path) !== undefined) throw changed(operation.path, 'appeared meanwhile');
      files.rename(from, path);
      held.delete(from);
    },

    removeFolder(operation: Operation): void {
      const path = enter(operation);
      if (path === undefined || files.status(path)?.kind !== 'folder') return;
      try {
        files.removeFolder(path);
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw changed(operation.path, 'holds files that came meanwhile');
        throw error;
      }
    },

    makeFolder(operation: Operation): void {
      const path = mustEnter(operation);
      const status = files.status(path);
      if (status?.kind === 'folder') return;
      if (status !== undefined) throw changed(operation.path, 'appeared meanwhile');
      files.makeFolder(path);
    },

    touch(operation: Operation, shape: Shape): void {
      const path = mustEnter(operation);
      const status = files.status(path);
      if (status === undefined || !fits(status, shape)) throw changed(operation.path, 'was changed meanwhile');
      if (shape.kind !== 'link' && status.mode !== shape.mode) files.setMode(path, shape.mode);
      if (!isSameTime(status.mtimeNs, shape.mtimeNs)) files.setTime(path, shape.mtimeNs);
      if (shape.kind === 'folder') touched.add(path);
      if (shape.kind === 'file') retouched.push(path);
    },

    /** A folder that this user may not write in is opened for the steps in it; its mode is set again at the end. */
    unlock(): void {
      for (const operation of operations) {
        if (operation.before?.kind !== 'folder' && operation.after?.kind !== 'folder') continue;
        const status = statusByFolders(files, root, operation.path);
        if (status?.kind === 'folder' && (status.mode & 0o700) !== 0o700) files.setMode(mustEnter(operation), status.mode | 0o700);
      }
    },

    /** Also before files are moved into folders that were just made: a file in a folder that is lost is lost. */
    async flush(): Promise<void> {
      const folders = [...touched, joinBytes(folder, toBytePath('new')), joinBytes(folder, toBytePath('old'))];
      const there = folders.filter((path) => files.status(path)?.kind === 'folder');
      await files.flushEach([...retouched, ...there], root);
    },
  };
}

/** Whether what lies at a path can be what the journal means, by kind and size. */
function fits(status: FileStatus, shape: Shape): boolean {
  return status.kind === shape.kind && (shape.kind !== 'file' || status.sizeBytes === shape.sizeBytes);
}

/** A file to be taken out of the tree must be the very one that was looked at, or the one that was put there. */
function isIdentical(status: FileStatus, { before }: Operation, shape: Shape | undefined): boolean {
  if (shape === undefined || !fits(status, shape) || !isSameTime(status.mtimeNs, shape.mtimeNs)) return false;
  return before === undefined || shape !== before || (status.ino === before.ino && status.dev === before.dev);
}

/** A link has no mode, and its time can't be flushed. */
function isModeAndTime(status: FileStatus, shape: Shape): boolean {
  return shape.kind === 'link' || (isSameTime(status.mtimeNs, shape.mtimeNs) && status.mode === modeOf(shape));
}

function changed(path: BytePath, what: string): Error {
  return migrateError('CHANGED_MEANWHILE', {
    message: `${showPath(path)} ${what}`,
    hint: 'something else writes here: stop it and run the command again',
    where: showPath(path),
  });
}
