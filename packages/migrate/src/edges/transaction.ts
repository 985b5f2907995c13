/**
 * Changes the tree by a journal: everything new is staged and flushed first; then each step is a rename, mkdir, rmdir or a
 * change of mode and time, can be repeated, and can be taken back. What is replaced is moved to `old/`, never deleted here.
 */

import { joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { isSameTime, modeOf, type Operation, type Shape } from '../domain/change.ts';
import { migrateError } from '../domain/errors.ts';
import { hashFile } from './content.ts';
import { errorCode, type FileStatus, type FileSystem } from './file-system.ts';
import { flushFolder } from './text-file.ts';

/** A transaction's folder and the tree it changes. */
export interface Transaction {
  root: BytePath;
  folder: BytePath;
  operations: readonly Operation[];
}

/** Makes the tree as the journal says; repeated after an interruption it goes on where it ended. Throws CHANGED_MEANWHILE. */
export function forward(files: FileSystem, transaction: Transaction): void {
  const step = stepper(files, transaction);
  step.unlock();
  step.each(isReplaced, (operation, i) => step.move(operation, operation.before, step.at(operation), step.old(i)));
  step.eachReversed(isFolderGone, (operation) => step.removeFolder(operation));
  step.each(isFolderNew, (operation) => step.makeFolder(operation));
  step.each(isPut, (operation, i) => step.move(operation, operation.after, step.staged(i), step.at(operation)));
  step.eachReversed((operation) => operation.retouch || isFolderNew(operation), (operation) => step.touch(operation, operation.after!));
  step.flush();
}

/** Takes every step of `forward` back that was done, however far it came. */
export function backward(files: FileSystem, transaction: Transaction): void {
  const step = stepper(files, transaction);
  step.unlock();
  step.eachReversed(isPut, (operation, i) => step.move(operation, operation.after, step.at(operation), step.staged(i)));
  step.eachReversed(isFolderNew, (operation) => step.removeFolder(operation));
  step.each(isFolderGone, (operation) => step.makeFolder(operation));
  step.each(isReplaced, (operation, i) => step.move(operation, operation.before, step.old(i), step.at(operation)));
  step.eachReversed((operation) => operation.retouch || isFolderGone(operation), (operation) => step.touch(operation, operation.before!));
  step.flush();
}

/** Reads back what the change put: the paths at which the tree is not as the journal says. */
export function mismatches(files: FileSystem, { root, operations }: Transaction): BytePath[] {
  return operations.flatMap((operation) => {
    const { path, after, retouch } = operation;
    const full = joinBytes(root, path);
    const status = files.status(full);
    if (after === undefined || status === undefined) return after === undefined && status === undefined ? [] : [path];
    if (!fits(status, after) || !isModeAndTime(status, after)) return [path];
    if (after.kind === 'link') return files.readLink(full) === after.target ? [] : [path];
    return after.kind === 'file' && !retouch && hashFile(files, full) !== after.sha256 ? [path] : [];
  });
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
  let verified: BytePath | undefined;
  const at = ({ path }: Operation): BytePath => joinBytes(root, path);
  const indexed = operations.map((operation, i) => [operation, i] as const);

  /** A parent that has become a link, or was swapped, would lead the step out of the tree. */
  const enter = (operation: Operation): BytePath => {
    const path = at(operation);
    const parent = parentOf(path);
    if (parent !== verified && files.realPath(parent) !== parent) throw changed(parentOf(operation.path), 'is no longer the folder it was');
    verified = parent;
    touched.add(parent);
    return path;
  };
  const run = (list: typeof indexed, which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void): void => {
    verified = undefined;
    for (const [operation, i] of list) if (which(operation)) work(operation, i);
  };

  return {
    at,
    old: (i: number): BytePath => joinBytes(folder, toBytePath(`old/${i}`)),
    staged: (i: number): BytePath => stagedPath(folder, i),
    each: (which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void) => run(indexed, which, work),
    eachReversed: (which: (operation: Operation) => boolean, work: (operation: Operation, i: number) => void) => run(indexed.toReversed(), which, work),

    /** Moves one file between the tree and the transaction, unless that is done; neither end may hold anything else. */
    move(operation: Operation, shape: Shape | undefined, from: BytePath, to: BytePath): void {
      const inTree = enter(operation);
      const source = files.status(from);
      const taken = files.status(to);
      if (from === inTree) {
        // What was moved is there already, or nothing is left to move; another file in its place is not ours.
        if (taken !== undefined || source === undefined) return;
        if (!isIdentical(source, operation, shape)) throw changed(operation.path, 'was changed meanwhile');
      } else {
        if (source === undefined) return;
        if (taken !== undefined) throw changed(operation.path, 'appeared meanwhile');
      }
      files.rename(from, to);
    },

    removeFolder(operation: Operation): void {
      const path = enter(operation);
      if (files.status(path)?.kind !== 'folder') return;
      try {
        files.removeFolder(path);
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw changed(operation.path, 'holds files that came meanwhile');
        throw error;
      }
    },

    makeFolder(operation: Operation): void {
      const path = enter(operation);
      const status = files.status(path);
      if (status?.kind === 'folder') return;
      if (status !== undefined) throw changed(operation.path, 'appeared meanwhile');
      files.makeFolder(path);
    },

    touch(operation: Operation, shape: Shape): void {
      const path = enter(operation);
      const status = files.status(path);
      if (status === undefined || !fits(status, shape)) throw changed(operation.path, 'was changed meanwhile');
      if (shape.kind !== 'link' && status.mode !== shape.mode) files.setMode(path, shape.mode);
      if (!isSameTime(status.mtimeNs, shape.mtimeNs)) files.setTime(path, shape.mtimeNs);
      if (shape.kind === 'folder') touched.add(path);
    },

    /** A folder that this user may not write in is opened for the steps in it; its mode is set again at the end. */
    unlock(): void {
      for (const operation of operations) {
        const status = files.status(at(operation));
        if (status?.kind !== 'folder' || (status.mode & 0o700) === 0o700) continue;
        if (operation.before?.kind === 'folder' || operation.after?.kind === 'folder') files.setMode(enter(operation), status.mode | 0o700);
      }
    },

    flush(): void {
      for (const path of new Set([...touched, joinBytes(folder, toBytePath('new')), joinBytes(folder, toBytePath('old'))])) {
        if (files.status(path)?.kind === 'folder') flushFolder(files, path);
      }
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

function isModeAndTime(status: FileStatus, shape: Shape): boolean {
  return isSameTime(status.mtimeNs, shape.mtimeNs) && (shape.kind === 'link' || status.mode === modeOf(shape));
}

function changed(path: BytePath, what: string): Error {
  return migrateError('CHANGED_MEANWHILE', {
    message: `${showPath(path)} ${what}`,
    hint: 'something else writes here: stop it and run the command again',
    where: showPath(path),
  });
}
