/** One writer of a file at a time, of all processes: a lock beside it names its owner, and is taken over when that one is dead. */

import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder } from '@cutover/runtime-testing';
import { legacyError } from '../domain/errors.ts';

const longestWaitMs = 30_000;
const pauseMs = 10;

interface Owner {
  pid: number;
  host: string;
}

/** Does `work` while no other process changes `file`, whose folder is made where it is missing. Throws LEGACY_FAILED after 30 s. */
export async function oneAtATime<T>(file: string, work: () => Promise<T>): Promise<T> {
  makeFolder(dirname(file));
  await take(file);
  try {
    return await work();
  } finally {
    await rm(lockOf(file), { force: true });
  }
}

function lockOf(file: string): string {
  return `${file}.lock`;
}

async function take(file: string): Promise<void> {
  const lock = lockOf(file);
  const mine = `${lock}.${randomUUID()}`;
  const until = performance.now() + longestWaitMs;
  try {
    await writeFile(mine, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner), { flag: 'wx' });
    while (!(await isTaken(mine, lock))) {
      const held = await readFile(lock, 'utf8').catch(() => undefined);
      if (held !== undefined && isDead(held)) await setAside(lock, held, `${mine}.dead`);
      else if (performance.now() < until) await pause(pauseMs);
      else throw legacyError('LEGACY_FAILED', { message: `another process is changing ${file}: ${held ?? 'it does not say which'}`, hint: `wait until it has ended; if it is gone, remove ${lock}`, where: lock });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** The lock appears whole, as a second name of a finished file: nobody reads half an owner. */
async function isTaken(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two may find the same dead owner: whoever took a living one's lock away puts it back. */
async function setAside(lock: string, dead: string, aside: string): Promise<void> {
  await rename(lock, aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => undefined);
  if (taken !== undefined && taken !== dead) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}

/** On another machine nobody can know: its owner counts as alive. */
function isDead(held: string): boolean {
  try {
    const { pid, host } = JSON.parse(held) as Owner;
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
