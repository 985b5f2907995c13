/** The commands of the program, called from a program: by the same words, with the same results. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliError } from './errors.ts';
import { makeProgram } from './program.ts';
import type { Answer, Session } from './session.ts';
import { quietUsageErrors, toCutoverError } from './usage.ts';

export interface CallOptions {
  /** The folder to work in. Default: the process's own. */
  cwd?: string;
  /** Default: the process's own. */
  env?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  /** Gets what the program would say on stderr, line by line. */
  onLine?: (line: string) => void;
}

export interface CallResult {
  /** The exit code: 0 fine, 1 does not hold, 2 can't be run so, 3 refused. */
  exit: 0 | 1 | 2 | 3;
  /** What `--json` would print. */
  document: object;
}

/**
 * Runs a command: `await cutover(['migrate', 'parity'], { cwd })`. Throws a CutoverError where the program would print one,
 * with its code, exit code and hint.
 */
export async function cutover(words: readonly string[], options: CallOptions = {}): Promise<CallResult> {
  const answers: Answer[] = [];
  const program = makeProgram(async (command, action) => {
    answers.push(await action(sessionOf(command.optsWithGlobals(), options)));
  });
  quietUsageErrors(program, true);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    throw toCutoverError(error) ?? error;
  }
  const [answer] = answers;
  if (!answer) throw cliError('USAGE', { message: `"${words.join(' ')}" does not run a command` });
  return { exit: answer.exit, document: answer.document };
}

function sessionOf(globals: { config?: string; cwd?: string }, { cwd = '.', env = process.env, signal, onLine }: CallOptions): Session {
  const folder = resolve(cwd, globals.cwd ?? '.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw cliError('CWD', { message: `there is no folder ${folder}` });
  return {
    cwd: folder,
    env,
    globals: { quiet: false, verbose: false, ...(globals.config === undefined ? {} : { config: globals.config }) },
    self: [process.execPath, fileURLToPath(new URL('../bin/cutover.cjs', import.meta.url))],
    signal: signal ?? new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
    say: onLine ?? (() => undefined),
    show: () => undefined,
    terminal: { interactive: false, color: false, width: 80 },
  };
}
