/** Makes folders. */

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, where they are missing. Node's own `recursive` never ends where the system says that what
 * it has just seen is not there, as it does below /proc.
 */
export function makeFolder(folder: string): void {
  const parent = dirname(folder);
  let failed = tryToMake(folder);
  if (failed?.code === 'ENOENT' && parent !== folder) {
    makeFolder(parent);
    failed = tryToMake(folder);
  }
  if (failed) throw failed;
}

function tryToMake(folder: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(folder);
    return undefined;
  } catch (error) {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? undefined : (error as NodeJS.ErrnoException);
  }
}
