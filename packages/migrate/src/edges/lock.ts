/** One writer at a time: a lock file that names its owner, and knows when that owner is dead. */

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod/mini';
import { joinBytes, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { migrateError } from '../domain/errors.ts';
import { errorCode, isMissing, type FileSystem } from './file-system.ts';
import { readBytes, removeTree, writeFlushed } from './text-file.ts';

const ownerModel = z.object({
  schema_version: z.literal(1),
  pid: z.int(),
  /** When the process started, in the system's own ticks: a pid alone may be used again. */
  start_time: z.string(),
  boot_id: z.string(),
  host: z.string(),
  command: z.string(),
  at: z.string(),
});

export type LockOwner = z.infer<typeof ownerModel>;

/** This process, as the owner of a lock. `command` is told to whoever finds the lock held. */
export function thisOwner(command: string, at: Date): LockOwner {
  return {
    schema_version: 1,
    pid: process.pid,
    start_time: startTimeOf(process.pid) ?? '',
    boot_id: bootId(),
    host: hostname(),
    command,
    at: at.toISOString(),
  };
}

/**
 * Takes the lock at `path` and gives back what releases it. A dead owner's lock is taken over; a living owner's throws
 * LOCKED with who it is. The lock appears whole, by a hard link of a finished file, so that nobody reads half an owner.
 */
export function takeLock(files: FileSystem, path: BytePath, owner: LockOwner): () => void {
  const mine = toBytePath(`${path}.${owner.pid}`);
  removeTree(files, mine);
  try {
    writeFlushed(files, mine, `${JSON.stringify(owner)}\n`);
    for (let tries = 0; tries < 5; tries++) {
      if (tryLink(files, mine, path)) return () => release(files, path);
      const other = readOwner(files, path);
      if (other !== undefined && isAlive(other)) throw held(other, path);
      if (other !== undefined || files.status(path) !== undefined) setAside(files, path, other, mine);
    }
  } finally {
    removeTree(files, mine);
  }
  throw migrateError('LOCKED', { message: 'the lock changes hands all the time', hint: 'try again' });
}

/** Who holds the lock at `path`, and whether they still live; undefined when nobody does. */
export function lockHolder(files: FileSystem, path: BytePath): { command: string; alive: boolean; since: string } | undefined {
  const owner = readOwner(files, path);
  return owner && { command: owner.command, alive: isAlive(owner), since: owner.at };
}

/** Removes what dead processes left of locks, but for the lock itself, which whoever needs it takes over. */
export function tidyLocks(files: FileSystem, folder: BytePath): void {
  for (const name of files.list(folder)) {
    if (!/^(ledger\.)?lock\./.test(name) && name !== 'ledger.lock') continue;
    const path = joinBytes(folder, name);
    const owner = readOwner(files, path);
    // A file that is being written has no owner in it yet; its name tells whose it is. This process writes none just now.
    const pid = owner?.pid ?? Number(/\.(\d+)/.exec(name)?.[1] ?? 0);
    if (owner === undefined ? pid === 0 || pid === process.pid || !isRunning(pid) : !isAlive(owner)) removeTree(files, path);
  }
}

/** What was done under the lock is done, also when letting go fails: a dead owner's lock is taken over. */
function release(files: FileSystem, path: BytePath): void {
  try {
    removeTree(files, path);
  } catch {
    return;
  }
}

function tryLink(files: FileSystem, mine: BytePath, path: BytePath): boolean {
  try {
    files.hardLink(mine, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Two may find the same dead owner: whoever renames it away first looks at what it took, and puts a living one back. */
function setAside(files: FileSystem, path: BytePath, dead: LockOwner | undefined, mine: BytePath): void {
  const aside = toBytePath(`${mine}.dead`);
  try {
    files.rename(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const taken = readOwner(files, aside);
  if (taken !== undefined && JSON.stringify(taken) !== JSON.stringify(dead) && isAlive(taken)) tryLink(files, aside, path);
  removeTree(files, aside);
}

function readOwner(files: FileSystem, path: BytePath): LockOwner | undefined {
  try {
    return ownerModel.safeParse(JSON.parse(String(readBytes(files, path)))).data;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** On another host nobody can know: the owner counts as alive. */
function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true;
  if (owner.boot_id !== bootId()) return false;
  if (owner.start_time !== '') return startTimeOf(owner.pid) === owner.start_time;
  return isRunning(owner.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function held(owner: LockOwner, path: BytePath): Error {
  const where = showPath(path.slice(path.lastIndexOf('/.cutover/') + 1) as BytePath);
  return migrateError('LOCKED', {
    message: `"${owner.command}" is changing things here since ${owner.at} (process ${owner.pid} on ${owner.host})`,
    hint: `wait until it has ended; if it is gone for good on another machine, remove ${where}`,
    where,
  });
}

function bootId(): string {
  return readSystem('/proc/sys/kernel/random/boot_id') ?? '';
}

/** Field 22 of /proc/PID/stat, counted behind the program's name, which may hold spaces and brackets. */
function startTimeOf(pid: number): string | undefined {
  const stat = readSystem(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function readSystem(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
