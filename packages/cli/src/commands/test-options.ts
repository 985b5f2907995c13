/** The options that the `cutover test` commands share. */

import { InvalidArgumentError, Option, type Command } from 'commander';
import { longestTimeoutSeconds } from '@cutover/runtime-testing';

/** As commander gives them to an action. */
export interface TestCommandOptions {
  workspaceDir: string;
  scriptsDir: string[];
  timeout: number;
  jobs?: number;
  outputFormat: 'text' | 'json';
  json?: boolean;
  bail?: boolean;
  isolation: 'process' | 'cold' | 'shared';
  deny: ('network' | 'subprocess')[];
  entry: 'main' | 'auto';
}

/** Words for what the commands that run something choose from. */
interface Choice {
  /** What `-k` chooses. */
  pattern: string;
  lastFailed: string;
  watch: string;
}

/** Adds the options of a command that runs scripts: those that all share, and those that choose among what could be run. */
export function runOptions(command: Command, { pattern, lastFailed, watch }: Choice): Command {
  return testOptions(command)
    .option('-k <pattern>', `${pattern} (* and ? for the whole name)`)
    .option('--last-failed', lastFailed)
    .option('--watch', `${watch}, until Ctrl-C`)
    .option('--junit <file>', 'write the results as JUnit XML, too');
}

/** Adds the options that all `cutover test` commands share to a command. */
export function testOptions(command: Command): Command {
  return command
    .option('--workspace-dir <dir>', 'specifications, inputs and outputs; scripts are looked for here first', './test_workspace')
    .option('--scripts-dir <dir...>', 'look for scripts here, too', [])
    .option('--timeout <seconds>', 'end a script after this long', positiveNumber, 60)
    .option('--jobs <n>', 'scripts that run at once (default: one a core)', positiveInteger)
    .addOption(new Option('--output-format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--json', 'short for --output-format json')
    .option('--bail', 'stop after the first failure')
    .addOption(
      new Option('--isolation <kind>', 'process: forked from a warm host; cold: a fresh interpreter each; shared: one for all')
        .choices(['process', 'cold', 'shared'])
        .default('process'),
    )
    .option('--deny <kinds>', 'block network, subprocess, or both, divided by a comma', denials, [])
    .addOption(new Option('--entry <kind>', 'auto: a Python file without main may run as a program').choices(['main', 'auto']).default('main'));
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= longestTimeoutSeconds)) throw new InvalidArgumentError(`it is a number above 0, at most ${longestTimeoutSeconds}.`);
  return value;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('it is a whole number from 1.');
  return value;
}

function denials(text: string): string[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  for (const kind of kinds) {
    if (kind !== 'network' && kind !== 'subprocess') throw new InvalidArgumentError('it is network, subprocess, or both.');
  }
  return kinds;
}
