/** The state of the project's git repository, as evidence; Cutover never changes it. */

import { runCommand } from '@cutover/runtime-testing';
import type { GitState } from '../domain/evidence.ts';

/** What Cutover itself keeps in the project's folder is no change of the user's. */
const ours = [':(exclude).cutover', ':(exclude)backups'];

/** The commit that is checked out and whether anything differs from it; null where there is no git or no commit. */
export async function gitState(root: string, env: Readonly<Record<string, string | undefined>>): Promise<GitState | null> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    const result = await runCommand({ command: ['git', ...args], cwd: root, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, outputLimitBytes: 4096 });
    return result.end.state === 'exited' && result.end.exitCode === 0 ? String(result.stdout.bytes) : undefined;
  };
  const commit = await git('rev-parse', '--verify', 'HEAD');
  if (commit === undefined) return null;
  const changes = await git('status', '--porcelain', '--untracked-files=normal', '--', ':/', ...ours);
  return { commit: commit.trim(), dirty: changes !== '' };
}
