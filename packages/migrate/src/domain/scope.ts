/** Which paths belong to a module: its files, folders and globs, none of which can lead out of the project. */

import { isWithin, parentOf, toBytePath, type BytePath } from './byte-path.ts';
import { migrateError } from './errors.ts';
import { globToMatcher, isGlob } from './glob.ts';

/** One pattern of a module. */
export interface ScopePattern {
  /** As it was written, normalised: `src/legacy`, `src/**`. */
  text: string;
  /** The path itself, or for a glob the folder in which its matches are looked for. */
  start: BytePath;
  /** Undefined for a plain path. */
  matches: ((path: BytePath) => boolean) | undefined;
}

/** Folders at the top of a project that are never part of a module: our own records, the store, and the repository. */
export const excludedFolders: readonly BytePath[] = ['.cutover', 'backups', '.git'].map(toBytePath);

/** Reads a pattern, relative to the project. Throws PATH_OUTSIDE for one that is absolute or leads out with `..`. */
export function parsePattern(pattern: string): ScopePattern {
  const steps = pattern.split('/').filter((step) => step !== '' && step !== '.');
  const text = steps.join('/');
  if (pattern.startsWith('/') || /^[A-Za-z]:[\\/]/.test(pattern) || steps.includes('..') || pattern.includes('\0')) {
    throw migrateError('PATH_OUTSIDE', {
      message: `"${pattern}" leads out of the project`,
      hint: 'paths are relative to the folder of the configuration file, and stay within it',
    });
  }
  if (!isGlob(text)) return { text, start: toBytePath(text), matches: undefined };
  const plain = steps.slice(0, steps.findIndex(isGlob));
  return { text, start: toBytePath(plain.join('/')), matches: globToMatcher(text) };
}

/** Whether a path is one that the pattern names, or lies in a folder that it names. */
export function covers(pattern: ScopePattern, path: BytePath): boolean {
  if (isExcluded(path)) return false;
  if (pattern.matches === undefined) return isWithin(path, pattern.start);
  for (let at = path; at !== ''; at = parentOf(at)) if (pattern.matches(at)) return true;
  return false;
}

/** Whether a path is one of ours or the repository's own. */
export function isExcluded(path: BytePath): boolean {
  return excludedFolders.some((folder) => isWithin(path, folder));
}
