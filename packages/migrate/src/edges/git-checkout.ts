/** A clean checkout of a git revision beside the user's working tree, which stays as it is. */

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runCommand } from '@cutover/runtime-testing';
import { migrateError } from '../domain/errors.ts';
import { git } from './git.ts';
import { removeFolder } from './sandbox.ts';

export interface CheckoutRequest {
  /** The configuration's folder, absolute, within a git repository. */
  root: string;
  ref: string;
  /** A command that makes a fresh checkout usable; its result is kept for the commit. */
  setup: readonly string[] | undefined;
  env: Readonly<Record<string, string | undefined>>;
  tempDir: string;
  signal: AbortSignal;
}

export interface Checkout {
  /** What the configuration's folder is in the checkout. */
  root: string;
  commit: string;
  remove: () => Promise<void>;
}

/** Checks `ref` out. Throws REF_FAILED. */
export async function checkOut({ root, ref, setup, env, tempDir, signal }: CheckoutRequest): Promise<Checkout> {
  const failed = (what: string, said: string): Error => migrateError('REF_FAILED', { message: `${what}: ${said}`, where: `ref ${ref}` });
  const ask = async (args: string[], what: string): Promise<string> => {
    const answer = await git(args, { cwd: root, env, signal });
    if (typeof answer === 'string') throw failed(what, answer);
    return answer.toString().trim();
  };
  const setUp = async ([program, ...args]: readonly string[], cwd: string): Promise<void> => {
    const { end, stderr } = await runCommand({ command: [program!, ...args], cwd, env, signal });
    if (end.state === 'exited' && end.exitCode === 0) return;
    throw failed(`setup of "${ref}" failed`, stderr.bytes.toString('utf8').trim().split('\n').at(-1) || end.state);
  };
  const top = await realpath(await ask(['rev-parse', '--show-toplevel'], 'not in a git repository'));
  const commit = await ask(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], `there is no revision "${ref}"`);
  const inside = relative(top, await realpath(root));
  const worktree = async (folder: string): Promise<void> => {
    await ask(['worktree', 'add', '--detach', '--force', folder, commit], `can't check out "${ref}"`);
  };
  const remove = async (folder: string): Promise<void> => {
    await removeFolder(folder);
    await ask(['worktree', 'prune'], 'can\'t forget the checkout');
  };
  if (setup === undefined) {
    const parent = await mkdtemp(join(await realpath(tempDir), 'cutover-ref-'));
    const folder = join(parent, 'checkout');
    await worktree(folder);
    return { root: join(folder, inside), commit, remove: async () => remove(parent) };
  }
  // What a setup made is kept, no longer as a worktree of the repository but as a plain folder.
  const key = createHash('sha256').update(JSON.stringify([commit, setup])).digest('hex').slice(0, 16);
  const cached = join(root, '.cutover', 'checkouts', key);
  const ready = `${cached}.ready`;
  const cachedCheckout = { root: join(cached, inside), commit, remove: async () => undefined };
  if (await stat(ready).catch(() => undefined)) return cachedCheckout;
  await removeFolder(cached);
  await mkdir(join(root, '.cutover', 'checkouts'), { recursive: true });
  try {
    await worktree(cached);
    await setUp(setup, join(cached, inside));
    await rm(join(cached, '.git'), { force: true });
    await ask(['worktree', 'prune'], 'can\'t forget the checkout');
    await writeFile(ready, `${commit}\n`);
  } catch (error) {
    await remove(cached);
    throw error;
  }
  return cachedCheckout;
}
