/** Asks git, by its own program; nothing here changes the user's repository. */

import type { GitState } from '../domain/evidence.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface GitRequest {
  cwd: string;
  env: Env;
  /** Its standard input. */
  input?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Runs git: what it printed or, where it could not do as asked, the last line of what it said about that, as a string. */
export async function git(args: readonly string[], { cwd, env, input = '', signal }: GitRequest): Promise<Buffer | string> {
  const { execa } = await import('execa');
  const result = await execa('git', args, {
    cwd,
    // Refreshing the index would take a lock that the user's own git may want.
    env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
    extendEnv: false,
    input,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: Infinity,
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (!result.failed) return Buffer.from(result.stdout);
  const said = Buffer.from(result.stderr ?? []).toString('utf8').trim().split('\n').at(-1);
  return said || result.originalMessage || `git ended with ${result.exitCode ?? result.signal}`;
}

/** What Cutover itself keeps in the project's folder is no change of the user's. */
const ours = [':(exclude).cutover', ':(exclude)backups'];

/** The commit that is checked out and whether anything differs from it; null where there is no git or no commit. */
export async function gitState(root: string, env: Env): Promise<GitState | null> {
  const commit = await git(['rev-parse', '--verify', 'HEAD'], { cwd: root, env });
  if (typeof commit === 'string') return null;
  const changes = await git(['status', '--porcelain', '--untracked-files=normal', '--', ':/', ...ours], { cwd: root, env });
  return { commit: commit.toString().trim(), dirty: changes.length > 0 };
}
