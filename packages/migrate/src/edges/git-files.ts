/** Files of a project as a git revision has them, written into a folder; the working tree is never touched. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { migrateError } from '../domain/errors.ts';
import { git } from './git.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The commit that `ref` names in the repository around `root`. Throws REF_FAILED. */
export async function commitOf(root: string, ref: string, env: Env): Promise<string> {
  const result = await git(['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], { cwd: root, env });
  if (typeof result !== 'string') return result.toString().trim();
  const place = await git(['rev-parse', '--is-shallow-repository'], { cwd: root, env });
  if (typeof place === 'string') throw migrateError('REF_FAILED', { message: `git can't look up "${ref}": ${place}`, hint: 'sizes are compared within the git repository that the configuration lies in' });
  const shallow = place.toString().trim() === 'true';
  throw migrateError('REF_FAILED', {
    message: `git knows no revision "${ref}" here`,
    hint: shallow ? 'this is a shallow clone, without its past: fetch it with "git fetch --unshallow" (in CI, check out with full depth)' : 'give a branch, tag or commit of the repository that the configuration lies in',
  });
}

/** The paths of all files of a commit below `root`, relative to it. Throws REF_FAILED when git can't give them. */
export async function filesAt(root: string, commit: string, env: Env): Promise<string[]> {
  const listed = given(commit, await git(['ls-tree', '-r', '-z', commit, '.'], { cwd: root, env }));
  return listed.toString().split('\0').flatMap((entry) => /^100\d{3} blob [^\t]*\t(.*)$/s.exec(entry)?.[1] ?? []);
}

/** Writes the files at `paths` of a commit into `folder`. Throws REF_FAILED when git can't give them. */
export async function writeFilesAt(root: string, commit: string, paths: readonly string[], folder: string, env: Env): Promise<void> {
  const prefix = given(commit, await git(['rev-parse', '--show-prefix'], { cwd: root, env })).toString().trim();
  const wanted = paths.filter((path) => !path.includes('\n'));
  const answer = given(commit, await git(['cat-file', '--batch'], { cwd: root, env, input: wanted.map((path) => `${commit}:${prefix}${path}\n`).join('') }));
  let at = 0;
  for (const path of wanted) {
    const end = answer.indexOf(10, at);
    const [, kind, size] = answer.toString('latin1', at, end).split(' ');
    if (kind !== 'blob') throw notGiven(commit, `${path} is missing`);
    const start = end + 1;
    at = start + Number(size) + 1;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), answer.subarray(start, start + Number(size)));
  }
}

function given(commit: string, answer: Buffer | string): Buffer {
  if (typeof answer === 'string') throw notGiven(commit, answer);
  return answer;
}

/** A partial clone has commits whose files it would have to fetch first. */
function notGiven(commit: string, said: string): Error {
  return migrateError('REF_FAILED', { message: `git can't give the files of ${commit.slice(0, 12)}: ${said}`, hint: 'a partial clone fetches them from its remote: try again when it can be reached' });
}
