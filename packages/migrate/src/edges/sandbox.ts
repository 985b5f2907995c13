/** The work folder of one run of a case: empty but for the case's own files, with a HOME and a TMPDIR beside it. */

import { lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { reasonOf } from '@cutover/runtime-testing';
import type { Case } from '../domain/case.ts';
import { migrateError } from '../domain/errors.ts';

export interface Sandbox {
  /** Holds the three folders. Both sides of a case get the very same path, so that no path of ours makes a difference. */
  base: string;
  work: string;
  home: string;
  temp: string;
}

/** A new folder below `parent` for all sandboxes of a run. */
export async function makeSandboxRoot(parent: string): Promise<string> {
  return mkdtemp(join(await realpath(parent), 'cutover-'));
}

/** Nobody else's business, and the same whatever the user's umask. */
const folderMode = 0o700;

/** The sandbox at `base`, freshly made, with the case's files in its work folder. Throws CASE_INPUT. */
export async function prepareSandbox(base: string, each: Case, root: string): Promise<Sandbox> {
  const sandbox = { base, work: join(base, 'work'), home: join(base, 'home'), temp: join(base, 'tmp') };
  if (!renew(sandbox)) {
    await removeFolder(base);
    for (const folder of [base, sandbox.work, sandbox.home, sandbox.temp]) mkdirSync(folder, { mode: folderMode });
  }
  if (each.fixture !== undefined) await copyInput(each.fixture, root, sandbox.work, each);
  for (const file of each.files) await copyInput(file, root, join(sandbox.work, file), each);
  return sandbox;
}

/**
 * Makes a sandbox new in which the last run left nothing: removing folders is most of what a quick command would cost. The work
 * folder is always another one, since what got away from the last run may still stand in the old. False where something was left.
 */
function renew({ base, work, home, temp }: Sandbox): boolean {
  try {
    if (readdirSync(base).length !== 3 || ![work, home, temp].every(isUntouched)) return false;
    const old = `${base}-${process.hrtime.bigint()}`;
    renameSync(work, old);
    mkdirSync(work, { mode: folderMode });
    rmdir(old).catch(() => undefined);
    return true;
  } catch {
    return false;
  }
}

function isUntouched(folder: string): boolean {
  const status = lstatSync(folder);
  return status.isDirectory() && (status.mode & 0o7777) === folderMode && readdirSync(folder).length === 0;
}

/** Removes a folder with all that is in it, also what was made unwritable. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await makeWritable(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  }
}

async function copyInput(path: string, root: string, to: string, each: Case): Promise<void> {
  const from = resolve(root, path);
  const fail = (message: string, cause?: unknown) => migrateError('CASE_INPUT', { message: `case "${each.id}": ${message}`, where: each.where, cause });
  if (isAbsolute(path) || relative(root, from).split('/')[0] === '..') throw fail(`${path} lies outside the project`);
  try {
    await cp(from, to, { recursive: true, dereference: true, preserveTimestamps: true });
  } catch (cause) {
    throw fail(`can't copy ${path}: ${reasonOf(cause)}`, cause);
  }
}

async function makeWritable(path: string): Promise<void> {
  const status = await lstat(path).catch(() => undefined);
  if (!status?.isDirectory()) return;
  await chmod(path, 0o700).catch(() => undefined);
  for (const name of await readdir(path).catch(() => [])) await makeWritable(join(path, name));
}

/** The folder above a sandbox's parts, where what a run left is put aside. */
export function asideFolder(sandbox: Sandbox, side: string): string {
  return join(dirname(sandbox.base), `${basename(sandbox.base)}-${side}`);
}
