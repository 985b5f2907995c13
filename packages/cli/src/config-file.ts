/** Finds and loads the migration's configuration. */

import { stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { configSchema, type Config } from '@cutover/migrate';
import { readDocument, reasonOf, validate } from '@cutover/runtime-testing';
import { cliError } from './errors.ts';

const names = ['yaml', 'yml', 'json', 'ts', 'mts', 'js', 'mjs'].map((extension) => `cutover.config.${extension}`);

export interface LoadedConfig {
  config: Config;
  /** The configuration file, absolute. */
  file: string;
  /** The folder of the configuration file, to which its paths are relative. Absolute. */
  root: string;
}

/** The configuration named by `given`, else the nearest one in `cwd` or above. Throws CONFIG_MISSING and CONFIG_INVALID. */
export async function loadConfig(cwd: string, given: string | undefined): Promise<LoadedConfig> {
  const file = await findConfig(cwd, given);
  if (file === undefined) {
    throw cliError('CONFIG_MISSING', {
      message: `there is no cutover.config.yaml in ${cwd} or above it`,
      hint: `write one with "cutover init", or name it with --config FILE (also looked for: ${names.slice(1).join(', ')})`,
    });
  }
  return { config: await readConfig(file, relative(cwd, file) || file), file, root: dirname(file) };
}

/** Like `loadConfig`, but undefined where there is none and none was named: a configuration is optional for tests. */
export async function loadConfigIfAny(cwd: string, given: string | undefined): Promise<LoadedConfig | undefined> {
  const file = await findConfig(cwd, given);
  return file === undefined ? undefined : loadConfig(cwd, file);
}

async function findConfig(cwd: string, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined) {
    const file = resolve(cwd, given);
    await stat(file).catch((cause: unknown) => {
      throw cliError('CONFIG_MISSING', { message: `can't read ${given}: ${reasonOf(cause)}`, where: given, cause });
    });
    return file;
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => undefined);
      if (found) return join(folder, name);
    }
    if (dirname(folder) === folder) return undefined;
  }
}

async function readConfig(file: string, label: string): Promise<Config> {
  const error = (details: Parameters<typeof cliError>[1]) => cliError('CONFIG_INVALID', details);
  if (['.yaml', '.yml', '.json'].includes(extname(file))) return readDocument(file, label, configSchema, error);
  return validate(await importConfig(file, label), label, configSchema, error);
}

async function importConfig(file: string, label: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  try {
    return await createJiti(file, { fsCache: false }).import(file, { default: true });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw cliError('CONFIG_INVALID', { message: `can't load ${label}: ${message}`, where: label, cause });
  }
}
