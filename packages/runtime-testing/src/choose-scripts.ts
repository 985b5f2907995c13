/** Which of the scripts that could be tested are: by `-k`, and by how they did when they were last tested. */

import { existsSync } from 'node:fs';
import { testError } from './domain/errors.ts';
import { fitsPattern, noFailureKnown } from './domain/selection.ts';
import { findAllScripts, findEach, findScript, type FoundScript } from './edges/script-finder.ts';
import { lastFailed } from './last-run.ts';
import type { TestOptions } from './test-script.ts';

export interface ScriptChoice {
  /** Scripts whose name fits, as `-k` says. */
  pattern?: string | undefined;
  /** Those of them that did not pass when they were last tested. Where that is none of them, nothing is left out. */
  onlyFailed?: boolean | undefined;
}

export interface ChosenScripts {
  /** Names or paths, for `testScripts`. */
  names: readonly string[];
  notes: string[];
}

/** Chooses among `given`, or among all scripts where none is given. Throws NOTHING_CHOSEN, and what finding a script throws. */
export async function chooseScripts(given: readonly string[], { pattern, onlyFailed = false }: ScriptChoice, options: TestOptions): Promise<ChosenScripts> {
  if (given.length > 0 && pattern === undefined && !onlyFailed) return { names: given, notes: [] };
  const places = [options.workspace, ...options.scriptDirs];
  const failed = onlyFailed ? lastFailed(options.workspace, 'scripts') : [];
  const found = given.length > 0 ? findEach(given, (name) => findScript(name, options.cwd, places)) : everyScript(places, failed, options.cwd);
  const fitting = pattern === undefined ? found : found.filter(({ name }) => fitsPattern(name, pattern));
  if (fitting.length === 0) throw nothingChosen(found, pattern);
  const failing = fitting.filter(({ path }) => failed.includes(path));
  const chosen = failing.length > 0 ? failing : fitting;
  return { names: chosen.map(({ path }) => path), notes: onlyFailed && failing.length === 0 ? [noFailureKnown] : [] };
}

/** The two scripts. Throws NOTHING_CHOSEN where `pattern` fits neither of them, and what finding a script throws. */
export function choosePair(a: string, b: string, pattern: string | undefined, options: TestOptions): [FoundScript, FoundScript] {
  const places = [options.workspace, ...options.scriptDirs];
  const pair = findEach([a, b], (name) => findScript(name, options.cwd, places)) as [FoundScript, FoundScript];
  if (pattern !== undefined && !pair.some(({ name }) => fitsPattern(name, pattern))) throw nothingChosen(pair, pattern);
  return pair;
}

/** The scripts that are found by name, and those that failed elsewhere and are still there. */
function everyScript(places: readonly string[], failed: readonly string[], cwd: string): FoundScript[] {
  const found = findAllScripts(places);
  const elsewhere = failed.filter((path) => existsSync(path) && !found.some((script) => script.path === path));
  return [...found, ...elsewhere.map((path) => findScript(path, cwd, []))];
}

function nothingChosen(scripts: readonly FoundScript[], pattern: string | undefined): Error {
  if (scripts.length === 0) return testError('NOTHING_CHOSEN', { message: 'there is no script to test', hint: 'name scripts by name or path, or add their folder with --scripts-dir' });
  const names = scripts.map(({ name }) => name);
  const more = names.length > 20 ? ` and ${names.length - 20} more` : '';
  return testError('NOTHING_CHOSEN', { message: `no script fits -k "${pattern}"`, hint: `scripts: ${names.slice(0, 20).join(', ')}${more}` });
}
