/** Where an editor finds the schema of a configuration. */

import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// Beside the actions, since the path below counts from there, in the bundle and without one.

/** The schema in the project's own node_modules, which is the same for everybody; else where this program has it. */
export function schemaPlace(root: string): string {
  const shipped = 'dist/schemas/config.json';
  for (let folder = root; ; folder = dirname(folder)) {
    const own = join(folder, 'node_modules/@cutover/cli', shipped);
    if (existsSync(own)) return folder === root ? `./${relative(root, own)}` : relative(root, own);
    if (dirname(folder) === folder) return fileURLToPath(new URL('../schemas/config.json', import.meta.url));
  }
}
