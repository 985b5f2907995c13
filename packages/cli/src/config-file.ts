/** Loads the migration's configuration. */

import { Console } from 'node:console';
import { dirname, extname, relative } from 'node:path';
import { buildMigration, configSchema, defineMigration, type Config } from '@cutover/migrate';
import { CutoverError, readDocument, validate } from '@cutover/runtime-testing';
import { configNames, findConfig } from './config-finder.ts';
import { cliError } from './errors.ts';

export interface LoadedConfig {
  config: Config;
  /** The configuration file, absolute. */
  file: string;
  /** The folder of the configuration file, to which its paths are relative. Absolute. */
  root: string;
}

/** The configuration named by `given`, else the nearest one in `cwd` or above. Throws CONFIG_MISSING and CONFIG_INVALID. */
export async function loadConfig(cwd: string, given: string | undefined): Promise<LoadedConfig> {
  const file = findConfig(cwd, given);
  if (file === undefined) {
    throw cliError('CONFIG_MISSING', {
      message: `there is no cutover.config.yaml in ${cwd} or above it`,
      hint: `write one with "cutover init", or name it with --config FILE (${configNames.slice(1).map((name) => name.slice('cutover.config'.length)).join(' ')} are looked for, too)`,
    });
  }
  return { config: await readConfig(file, relative(cwd, file) || file), file, root: dirname(file) };
}

async function readConfig(file: string, label: string): Promise<Config> {
  const error = (details: Parameters<typeof cliError>[1]) => cliError('CONFIG_INVALID', details);
  if (['.yaml', '.yml', '.json'].includes(extname(file))) return readDocument(file, label, configSchema, error);
  if (!configNames.some((name) => extname(name) === extname(file))) throw error({ message: `${label} is no configuration`, where: label, hint: `its name must end in ${configNames.map(extname).join(' ')}` });
  return validate(await importConfig(file, label), label, configSchema, error);
}

/** What a configuration may import of this program, which need not be installed beside it. */
const virtualModules = { '@cutover/cli': { buildMigration, CutoverError, defineMigration } };

async function importConfig(file: string, label: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // What it prints while it loads is no result.
  const { console } = globalThis;
  globalThis.console = new Console(process.stderr);
  // With nothing left to wait for, the program would end here, without a word and with exit code 0.
  let giveUp = (): void => undefined;
  const stuck = new Promise<never>((_, reject) => {
    giveUp = () => reject(new Error('it waits for something that never happens'));
  });
  process.once('beforeExit', giveUp);
  try {
    return await Promise.race([createJiti(file, { fsCache: false, virtualModules }).import(file, { default: true }), stuck]);
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '').trimEnd() : String(cause);
    throw cliError('CONFIG_INVALID', { message: `can't load ${label}: ${message}`, where: label, cause });
  } finally {
    process.off('beforeExit', giveUp);
    globalThis.console = console;
  }
}
