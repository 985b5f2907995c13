/** What a command gets from the outside world, and what it gives back. Nothing below reads these for itself. */

import type { HeadStart } from '@cutover/runtime-testing';

/** The options that come before the command. */
export interface GlobalOptions {
  config?: string;
  quiet: boolean;
  verbose: boolean;
}

export interface Session {
  /** The folder the command works in: `--cwd`, else where it was started. Absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  globals: GlobalOptions;
  /** The command that starts this very program, for `cutover` as the first word of a runner's command. */
  self: readonly string[];
  /** The Python host that was started while the command was still being read, if it was. */
  headStart?: HeadStart | undefined;
  /** Aborted at Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  now: () => Date;
  random: () => number;
  /** A line on stderr, the conversation; `--quiet` leaves it out. */
  say: (line: string) => void;
  /** A result on stdout before the command ends, as of each run of a watched test; nothing with `--json`. */
  show: (result: string) => void;
  terminal: { interactive: boolean; color: boolean; width: number };
}

/** How wide a line may be: on a terminal as wide as that; for readers of lines, such as grep, none is broken. */
export function lineWidth({ terminal }: Session): number {
  return terminal.interactive ? terminal.width : Number.POSITIVE_INFINITY;
}

/** The result of a command: one document for machines, the same as text for people, and the exit code. */
export interface Answer {
  exit: 0 | 1 | 2 | 3;
  /** Printed by `--json`; carries `schema_version`. */
  document: object;
  /** Printed without `--json`; nothing is printed for the empty text. */
  text: string;
  /** Lines on stdout before all else, also with `--json`: for readers of an old program's output. */
  preamble?: string;
  /** What went wrong, on stderr. */
  complaint?: string;
}
