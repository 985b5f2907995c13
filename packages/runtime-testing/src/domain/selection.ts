/** Which of what could be tested is tested: by a pattern, or since it changed. */

import { isTemporary } from './compat/data-files.ts';

/** Whether a name fits a `-k` pattern: a part of it, whatever the case; with `*` or `?` the whole of it. */
export function fitsPattern(name: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  if (!/[*?]/.test(wanted)) return given.includes(wanted);
  const expression = wanted.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(given);
}

/** Said where `--last-failed` finds nothing to leave out by. */
export const noFailureKnown = 'no failure is known from an earlier run: nothing is left out';

/** A script with the files that it depends on beside its imports. Paths are absolute. */
export interface WatchedScript {
  name: string;
  path: string;
  /** Its specification and the like: files that say how it is run, there or not. */
  described: readonly string[];
  /** Files and folders that it reads. */
  inputs: readonly string[];
  /** Files in them that hold generated data, whose coming is no change. */
  generated: readonly string[];
}

/**
 * The names of the scripts that a change of files concerns: those changed themselves, those that import a changed file by its name,
 * also through others, and those whose description or inputs changed. `imports` has, for each local source, the local modules it names.
 */
export function affectedScripts(scripts: readonly WatchedScript[], changed: readonly string[], imports: ReadonlyMap<string, readonly string[]>): string[] {
  const dirty = new Set(changed);
  for (let before = -1; before !== dirty.size; ) {
    before = dirty.size;
    const stems = new Set([...dirty].map(stemOf));
    for (const [path, names] of imports) if (names.some((name) => stems.has(name))) dirty.add(path);
  }
  const concerns = ({ path, described, inputs, generated }: WatchedScript) => {
    const data = changed.filter((file) => !generated.includes(file) && !isTemporary(file.slice(file.lastIndexOf('/') + 1)));
    return dirty.has(path) || changed.some((file) => described.includes(file)) || data.some((file) => inputs.some((place) => isWithin(file, place)));
  };
  return scripts.filter(concerns).map(({ name }) => name);
}

/** Whether a path is `place`, or lies in it. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** `orders` for `…/orders.py`, and for `./lib/orders.js`; the folder for an `__init__.py` or `index.js`. */
export function stemOf(path: string): string {
  const parts = path.split('/');
  const stem = (parts.pop() ?? '').replace(/\.[^.]+$/, '');
  return stem === '__init__' || stem === 'index' ? (parts.pop() ?? stem) : stem;
}
