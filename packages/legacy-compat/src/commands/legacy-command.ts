/** What a legacy command is: its words, and what it does in the surroundings it gets. */

import type { OldCommandLine, OldOptions, ReadCommandLine } from '../domain/old-options.ts';
import type { Surroundings } from '../surroundings.ts';

/** Everything a command gets from outside. */
export interface CommandSurroundings extends Surroundings {
  /** Asks on the terminal; false where there is none. */
  confirm: (question: string) => Promise<boolean>;
}

export interface LegacyAnswer {
  exit: 0 | 1;
  /** The result for programs. */
  document: object;
  /** Whether the call asked for it in the old way, `--output-format json`. */
  asJson?: boolean;
  /** The same for people, line by line. */
  lines: string[];
  /** Lines for stderr, beside the result. */
  notices?: string[];
  /** What the old command printed before its result, whatever the format. */
  banner?: string[];
}

export interface LegacyCommand extends OldCommandLine {
  run: (read: ReadCommandLine, surroundings: CommandSurroundings) => Promise<LegacyAnswer>;
}

export const workspaceOption = { 'workspace-dir': { default: './development/projects/project_alpha' } } as const satisfies OldOptions;
export const formatOption = { 'output-format': { choices: ['text', 'json'], default: 'text' } } as const satisfies OldOptions;
export const yesOption = { yes: { kind: 'flag' } } as const satisfies OldOptions;

/** The rule below a title. */
export const rule = '-'.repeat(50);
