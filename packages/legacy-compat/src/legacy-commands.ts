/** Answers the old command line: every legacy name, in both spellings, with its options. `@cutover/legacy-compat/commands`. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findLegacyCommand, legacyCommands, retirementNotice } from './domain/command-map.ts';
import { legacyError } from './domain/errors.ts';
import { readCommandLine, type OldCommandLine } from './domain/old-options.ts';
import { discoverScript } from './commands/discover-script.ts';
import { clearExecutionHistory, listExecutionHistory } from './commands/execution-history.ts';
import { generateSyntheticData } from './commands/generate-synthetic-data.ts';
import type { CommandSurroundings, LegacyAnswer, LegacyCommand } from './commands/legacy-command.ts';
import { addLocalData, listLocalData, removeLocalData } from './commands/local-data.ts';
import { showConfig } from './commands/show-config.ts';
import { testPipeline } from './commands/test-pipeline.ts';
import { testScript } from './commands/test-script.ts';
import { cleanWorkspace, listResults } from './commands/workspace.ts';

const kept: readonly LegacyCommand[] = [
  testScript,
  testPipeline,
  discoverScript,
  listResults,
  cleanWorkspace,
  addLocalData,
  listLocalData,
  removeLocalData,
  listExecutionHistory,
  clearExecutionHistory,
  generateSyntheticData,
  showConfig,
];

/** A legacy call that is understood but not yet run. */
export interface LegacyCall {
  /** The line about its deprecation. */
  deprecation: string;
  run: (surroundings: CommandSurroundings) => Promise<LegacyAnswer>;
}

/**
 * Understands a legacy call: its name, with its group where it had one, then its arguments and options. Throws
 * LEGACY_UNKNOWN, LEGACY_RETIRED and LEGACY_USAGE.
 */
export function readLegacyCall(words: readonly string[]): LegacyCall {
  const { entry, rest } = findLegacyCommand(words);
  if (entry.fate === 'retired') throw legacyError('LEGACY_RETIRED', { message: retirementNotice(entry) });
  const command = kept.find(({ name }) => name === entry.name)!;
  const read = readCommandLine(command, rest);
  return {
    deprecation: `"cutover legacy ${entry.name}" is deprecated; use: ${entry.replacement}`,
    run: async (surroundings) => {
      await checkWorkspace(resolve(surroundings.cwd, String(read.options['workspace-dir'])));
      return command.run(read, surroundings);
    },
  };
}

/** The words of a call that is to be answered in JSON; commands that never had the option give their result as JSON all the same. */
export function withJsonOutput(words: readonly string[]): string[] {
  const command = kept.find(({ name }) => name === findLegacyCommand(words).entry.name);
  return command?.options?.['output-format'] ? [...words, '--output-format=json'] : [...words];
}

/** How one legacy command is called, for its help. Throws LEGACY_UNKNOWN. */
export function describeLegacyCommand(words: readonly string[]): string[] {
  const { entry } = findLegacyCommand(words);
  if (entry.fate === 'retired') return [retirementNotice(entry)];
  const command = kept.find(({ name }) => name === entry.name)!;
  return [`Usage: cutover legacy ${usageOf(command)}`, '', `${capitalised(entry.note)}.`, `Today: ${entry.replacement}`, '', 'Options:', ...optionLines(command)];
}

/** The list of all legacy commands, `cutover legacy map`. */
export function legacyMap(): { schema_version: 1; commands: typeof legacyCommands } {
  return { schema_version: 1, commands: legacyCommands };
}

/** A workspace need not be there, but it can't be something else. */
async function checkWorkspace(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  throw legacyError('LEGACY_FAILED', { message: `${folder} is not a folder`, hint: '--workspace-dir takes a folder', where: folder });
}

function usageOf({ name, arguments: args = [] }: OldCommandLine): string {
  return [name, '[options]', ...args.map((argument) => argument.toUpperCase())].join(' ');
}

function optionLines({ options = {} }: OldCommandLine): string[] {
  return Object.entries(options).map(([name, option]) => {
    const value = option.kind === 'flag' ? '' : ` ${option.choices?.join('|') ?? (option.kind ?? 'text').toUpperCase()}`;
    const fallback = option.default === undefined || option.default === '' ? '' : `(default: ${String(option.default)})`;
    return `  ${`--${name}${value}`.padEnd(44)}${fallback}`.trimEnd();
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
