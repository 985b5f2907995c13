/** Asks git, by its own program; nothing here changes the user's repository. */

import { reasonOf } from '@cutover/runtime-testing';
import type { GitState } from '../domain/evidence.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface GitRequest {
  cwd: string;
  env: Env;
  /** Its standard input. */
  input?: string | undefined;
  signal?: AbortSignal | undefined;
  /** So long its answer is waited for. */
  timeoutMs?: number | undefined;
  onTimeout?: (() => void) | undefined;
}

/** Runs git: what it printed or, where it could not do as asked, the last line of what it said about that, as a string. */
export function git(args: readonly string[], { cwd, env, input = '', signal, timeoutMs, onTimeout }: GitRequest): Promise<Buffer | string> {
  // Loaded here, since git is asked by few commands; and not by a library, whose start took a quarter of `migrate status`.
  const { execFile } = process.getBuiltinModule('node:child_process');
  const answer = new Promise<Buffer | string>((resolve) => {
    const child = execFile(
      'git',
      args,
      {
        cwd,
        // Refreshing the index would take a lock that the user's own git may want.
        env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
        encoding: 'buffer',
        maxBuffer: Infinity,
        signal,
        timeout: timeoutMs,
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (error.killed === true) onTimeout?.();
        resolve(stderr.toString('utf8').trim().split('\n').at(-1) || error.message);
      },
    );
    // It may end without reading what it is given.
    child.stdin?.on('error', () => undefined).end(input);
  });
  // Where the system has no room for another process, Node throws instead of calling back.
  return answer.catch(reasonOf);
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

/** The commit that is checked out and whether anything differs from it; null where there is no git, no commit or no answer. */
export async function gitState(root: string, env: Env, limits: Pick<GitRequest, 'signal' | 'timeoutMs' | 'onTimeout'>): Promise<GitState | null> {
  const status = await git(['status', '--porcelain=v2', '--branch', '--untracked-files=normal', '--', ':/', ...withoutOurs], { cwd: root, env, ...limits });
  if (typeof status === 'string') return null;
  const lines = status.toString().split('\n');
  const commit = lines.map((line) => /^# branch\.oid ([0-9a-f]+)$/.exec(line)?.[1]).find((oid) => oid !== undefined);
  return commit === undefined ? null : { commit, dirty: lines.some((line) => line !== '' && !line.startsWith('#')) };
}
