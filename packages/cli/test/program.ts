/** Runs the built program as a user does, in a folder of its own. */

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** The program's own file. */
export const program = fileURLToPath(new URL('../bin/cutover.cjs', import.meta.url));

export interface ProgramResult {
  exit: number | undefined;
  stdout: string;
  stderr: string;
}

export interface ProgramContext {
  cwd: string;
  env?: Record<string, string>;
  input?: string;
  /** Sends Ctrl-C once this says so. */
  interruptWhen?: () => Promise<boolean>;
}

/** Runs `cutover` with these arguments; never rejects for what it answers. */
export async function cutover(args: readonly string[], { cwd, env = {}, input, interruptWhen }: ProgramContext): Promise<ProgramResult> {
  const running = execa(process.execPath, [program, ...args], {
    cwd,
    env: { NO_COLOR: '1', ...env },
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  if (interruptWhen) {
    while (!(await interruptWhen())) await pause(20);
    running.kill('SIGINT');
  }
  const { exitCode, stdout, stderr } = await running;
  return { exit: exitCode, stdout, stderr };
}

/** The one JSON document that a command printed. */
// oxlint-disable-next-line typescript/no-explicit-any -- what it holds is the test's to expect
export function json({ stdout }: ProgramResult): any {
  return JSON.parse(stdout);
}

/** Starts `cutover` and goes on: its process, what it said so far on both streams, and ways to wait for words. Ended with the test. */
export function start(args: readonly string[], { cwd, env = {} }: Pick<ProgramContext, 'cwd' | 'env'>) {
  const child = execa(process.execPath, [program, ...args], { cwd, env: { NO_COLOR: '1', ...env }, reject: false, stdin: 'ignore', all: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.all.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  /** Waits for all of these: which of the two streams comes first is not certain. */
  const until = async (words: RegExp | readonly RegExp[], after = 0): Promise<void> => {
    const wanted = [words].flat();
    while (!wanted.every((each) => each.test(said.slice(after)))) await new Promise((resolve) => void child.all.once('data', resolve));
  };
  /** Does something and gives what is said from then on, up to these words. */
  const after = async (work: () => Promise<unknown>, ...words: RegExp[]): Promise<string> => {
    const before = said.length;
    await work();
    await until(words, before);
    return said.slice(before);
  };
  return { process: child, text: () => said, until, after };
}

/** Runs a command in a pseudo terminal; see there. */
export const pseudoTerminal = fileURLToPath(new URL('pseudo-terminal.py', import.meta.url));

/** Runs `cutover` in a pseudo terminal of 80 columns, typing `keys` whenever what is `awaited` (a regular expression) is shown. */
export async function inTerminal(args: readonly string[], answers: readonly (readonly [awaited: string, keys: string])[], { cwd }: { cwd: string }): Promise<{ exit: number; screen: string; unanswered: number }> {
  const { stdout } = await execa('python3', [pseudoTerminal, process.execPath, program, ...args], { cwd, input: JSON.stringify(answers), env: { NO_COLOR: '1', TERM: 'xterm' } });
  return JSON.parse(stdout);
}

/** A folder with these files, gone when the test is over. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cutover-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
