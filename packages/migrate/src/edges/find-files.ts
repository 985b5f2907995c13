/** Finds the files and folders that a glob names. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toBytePath } from '../domain/byte-path.ts';
import { globToMatcher, isGlob } from '../domain/glob.ts';

export interface FoundPath {
  /** Relative to the root, with `/`. */
  path: string;
  isFolder: boolean;
}

/** What `pattern` names below `root`, in a fixed order; a trailing `/` asks for folders. Empty when there is nothing. */
export async function findFiles(root: string, pattern: string): Promise<FoundPath[]> {
  const wanted = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  const foldersOnly = pattern.endsWith('/');
  if (!isGlob(wanted)) {
    const found = await stat(join(root, wanted)).catch(() => undefined);
    return found && (found.isDirectory() || !foldersOnly) ? [{ path: wanted, isFolder: found.isDirectory() }] : [];
  }
  const steps = wanted.split('/');
  const fixed = steps.slice(0, steps.findIndex(isGlob));
  const depth = steps.includes('**') ? Infinity : steps.length;
  const matches = globToMatcher(wanted);
  const found: FoundPath[] = [];
  const walk = async (folder: string, level: number): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const status = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
      if (!status) continue;
      const isFolder = status.isDirectory();
      if (matches(toBytePath(path)) && (isFolder || !foldersOnly)) found.push({ path, isFolder });
      // Links to folders are named, never walked through: they may lead in a circle.
      if (entry.isDirectory() && level < depth) await walk(path, level + 1);
    }
  };
  await walk(fixed.join('/'), fixed.length + 1);
  return found;
}
