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

/** What Cutover itself keeps in the project's folder. */
const ours = ['.cutover', 'backups'];
const withoutOurs = ours.map((folder) => `:(exclude)${folder}`);

/** Which of the folders that Cutover writes git would track, as a line of .gitignore each; none where there is no repository. */
export async function notIgnored(root: string, env: Env): Promise<string[]> {
  if (typeof (await git(['rev-parse', '--show-toplevel'], { cwd: root, env })) === 'string') return [];
  // It is an error where none is ignored.
  const ignored = String(await git(['check-ignore', ...ours.map((folder) => `${folder}/new`)], { cwd: root, env })).split('\n');
  return ours.filter((folder) => !ignored.includes(`${folder}/new`)).map((folder) => `${folder}/`);
}

/** The commit that is checked out and whether anything differs from it; null where there is no git or no commit. */
export async function gitState(root: string, env: Env): Promise<GitState | null> {
  const commit = await git(['rev-parse', '--verify', 'HEAD'], { cwd: root, env });
  if (typeof commit === 'string') return null;
  const changes = await git(['status', '--porcelain', '--untracked-files=normal', '--', ':/', ...withoutOurs], { cwd: root, env });
  return { commit: commit.toString().trim(), dirty: changes.length > 0 };
}
