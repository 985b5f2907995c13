/** Files of a project as a git revision has them, written into a folder; the working tree is never touched. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '@cutover/runtime-testing';
import { migrateError } from '../domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The commit that `ref` names in the repository around `root`. Throws REF_FAILED. */
export async function commitOf(root: string, ref: string, env: Env): Promise<string> {
  const result = await git(root, env, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
  if (result !== undefined) return String(result).trim();
  throw migrateError('REF_FAILED', {
    message: `git knows no revision "${ref}" here`,
    hint: 'give a branch, tag or commit of the repository that the configuration lies in; a shallow clone lacks old ones',
  });
}

/** The paths of all files of a commit below `root`, relative to it. */
export async function filesAt(root: string, commit: string, env: Env): Promise<string[]> {
  const listed = await git(root, env, ['ls-tree', '-r', '-z', commit, '.']);
  return String(listed ?? '').split('\0').flatMap((entry) => /^100\d{3} blob [^\t]*\t(.*)$/s.exec(entry)?.[1] ?? []);
}

/** Writes the files at `paths` of a commit into `folder`. */
export async function writeFilesAt(root: string, commit: string, paths: readonly string[], folder: string, env: Env): Promise<void> {
  const prefix = String((await git(root, env, ['rev-parse', '--show-prefix'])) ?? '').trim();
  const wanted = paths.filter((path) => !path.includes('\n'));
  const answer = (await git(root, env, ['cat-file', '--batch'], wanted.map((path) => `${commit}:${prefix}${path}\n`).join(''))) ?? Buffer.alloc(0);
  let at = 0;
  for (const path of wanted) {
    const end = answer.indexOf(10, at);
    const size = Number(answer.toString('latin1', at, end).split(' ')[2]);
    const start = end + 1;
    at = start + size + 1;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), answer.subarray(start, start + size));
  }
}

async function git(root: string, env: Env, args: string[], input?: string): Promise<Buffer | undefined> {
  const { end, stdout } = await runCommand({
    command: ['git', ...args],
    cwd: root,
    env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
    outputLimitBytes: 2 ** 30,
    ...(input === undefined ? {} : { input }),
  });
  return end.state === 'exited' && end.exitCode === 0 ? Buffer.from(stdout.bytes) : undefined;
}
