/** How a command of the program is declared: words and options here, the work in a module loaded only when it runs. */

import type { Command } from 'commander';
import type { Answer, Session } from './session.ts';

/** An action: the session, the command's arguments in order, its options. */
export type Action<Options, Arguments extends unknown[]> = (
  session: Session,
  options: Options,
  ...args: Arguments
) => Promise<Answer>;

/** Runs an action and prints what it answers; made by main, handed to each command. */
export type Run = (command: Command, action: (session: Session) => Promise<Answer>) => Promise<void>;

/** Adds a command to its parent. */
export type Declare = (parent: Command, run: Run) => void;

/** Binds an action that is loaded when the command runs: `.action(lazily(run, () => import('../actions/x.ts')))`. */
export function lazily<Options, Arguments extends unknown[]>(
  run: Run,
  load: () => Promise<{ default: Action<Options, Arguments> }>,
) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command;
    given.pop();
    // An option that a command shares with the one above it, as `parity show` does, is taken by the upper one.
    const options = command.optsWithGlobals() as Options;
    await run(command, async (session) => {
      const { default: action } = await load();
      return action(session, options, ...(given as Arguments));
    });
  };
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** The one example that each command's help ends with. */
export function example(line: string): string {
  return `\nExample:\n  $ ${line}`;
}
