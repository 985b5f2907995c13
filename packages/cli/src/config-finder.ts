/** Finds the migration's configuration file; reading it, and the model it is checked by, is a module of its own. */

import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cliError } from './errors.ts';

/** The names a configuration file may have. */
export const configNames = ['yaml', 'yml', 'json', 'ts', 'mts', 'js', 'mjs'].map((extension) => `cutover.config.${extension}`);

/** The file named by `given`, else the nearest configuration in `cwd` or above; undefined if there is none. Throws CONFIG_MISSING. */
export function findConfig(cwd: string, given: string | undefined): string | undefined {
  if (given !== undefined) {
    const file = resolve(cwd, given);
    if (!statSync(file, { throwIfNoEntry: false })) {
      throw cliError('CONFIG_MISSING', { message: `there is no file ${given}`, where: given, hint: '--config takes a configuration file' });
    }
    return file;
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const name = configNames.find((each) => existsSync(join(folder, each)));
    if (name !== undefined) return join(folder, name);
    if (dirname(folder) === folder) return undefined;
  }
}
