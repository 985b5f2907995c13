/** From the command line to the exit code; the one place that touches the process. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { CutoverError, type HeadStart } from '@cutover/runtime-testing';
import { cliError } from './errors.ts';
import { makeProgram } from './program.ts';
import type { Answer, GlobalOptions, Session } from './session.ts';
import { errorDocument, errorText } from './terminal/error.ts';
import { print, terminalWidth } from './terminal/streams.ts';
import { makeStyle, wantsColor } from './terminal/style.ts';
import { quietUsageErrors, toCutoverError } from './usage.ts';

/** Runs the program with the process's own arguments, environment and streams, and ends the process. */
export async function main(headStart?: HeadStart): Promise<never> {
  const json = wantsJson(process.argv);
  const interrupted = listenForInterrupts();
  const program = makeProgram(async (command, action) => {
    const session = { ...makeSession(command.optsWithGlobals(), interrupted.signal, json), headStart };
    answer(await action(session), json);
  }, (group) => process.argv.includes(group));
  quietUsageErrors(program, json);
  try {
    await program.parseAsync();
  } catch (error) {
    report(error, json);
  } finally {
    await headStart?.close();
  }
  if (interrupted.exit !== undefined) process.exitCode = interrupted.exit;
  // Left to itself Node would first take its memory apart, a tenth of a short command's time.
  process.exit();
}

/** Whether stdout must hold one JSON document; known before parsing, since usage errors are told in JSON too. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return words.some((word, i) => word === '--json' || word === '--output-format=json' || (word === 'json' && words[i - 1] === '--output-format'));
}

function makeSession(options: Partial<GlobalOptions> & { cwd?: string }, signal: AbortSignal, json: boolean): Session {
  const from = startedIn();
  if (from === undefined) throw cliError('CWD', { message: 'the folder this was started in is gone', hint: 'change to a folder that exists' });
  const cwd = resolve(from, options.cwd ?? '.');
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw cliError('CWD', { message: `there is no folder ${options.cwd}`, hint: '--cwd takes an existing folder' });
  }
  const { quiet = false, verbose = false, config } = options;
  const width = terminalWidth(1);
  return {
    cwd,
    env: process.env,
    globals: { quiet, verbose, ...(config === undefined ? {} : { config }) },
    self: [process.execPath, process.argv[1] ?? 'cutover'],
    signal,
    now: () => new Date(),
    random: Math.random,
    say: (line) => {
      if (!quiet) print(2, `${line}\n`);
    },
    show: (result) => {
      if (!json) print(1, `${result}\n`);
    },
    terminal: {
      interactive: terminalWidth(2) !== undefined,
      color: wantsColor(process.env, width !== undefined),
      width: width ?? 80,
    },
  };
}

/** The folder this process is in; undefined when someone has removed it meanwhile. */
function startedIn(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function answer({ exit, document, text, preamble, complaint }: Answer, json: boolean): void {
  process.exitCode = exit;
  const result = json ? JSON.stringify(document, undefined, 2) : text;
  const lines = [preamble, result].filter((part) => part !== undefined && part !== '');
  if (lines.length > 0) print(1, `${lines.join('\n')}\n`);
  if (complaint !== undefined) print(2, `${complaint}\n`);
}

function report(error: unknown, json: boolean): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  if (error instanceof CommanderError && error.code === 'commander.help' && !json) {
    process.exitCode = 2; // a group without a command: its help is on stderr already
    return;
  }
  const told = toCutoverError(error);
  process.exitCode = told?.exit ?? 70;
  const shown = told ?? new CutoverError('INTERNAL', 1, {
    message: error instanceof Error ? error.message : String(error),
    hint: 'this is a bug of cutover: please report it with the output of the same command and --verbose',
  });
  if (json) print(1, `${JSON.stringify(errorDocument(shown), undefined, 2)}\n`);
  else print(2, `${errorText(shown, startedIn() ?? '/', makeStyle(wantsColor(process.env, terminalWidth(2) !== undefined)))}\n`);
  if (process.argv.includes('--verbose') && error instanceof Error) print(2, `${error.stack}\n`);
}

/** The first Ctrl-C asks the command to end and keep what is complete; a second one ends the program at once. */
function listenForInterrupts(): { signal: AbortSignal; exit: number | undefined } {
  const controller = new AbortController();
  const state: { signal: AbortSignal; exit: number | undefined } = { signal: controller.signal, exit: undefined };
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (state.exit !== undefined) process.exit(codes[name]);
      state.exit = codes[name];
      controller.abort();
    });
  }
  return state;
}
