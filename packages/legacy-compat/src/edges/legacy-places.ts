/** Where the old tester looked for scripts after the workspace. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Relative to the current folder, in the order they are searched; `*` is any one folder. */
export const legacyPlaces = ['scripts', 'src/*/steps/scripts', 'steps/scripts', 'dockers/*/scripts', 'dockers/*'] as const;

/** The existing folders among them, absolute. */
export async function findLegacyPlaces(cwd: string): Promise<string[]> {
  const found: string[] = [];
  for (const place of legacyPlaces) found.push(...(await expand(cwd, place.split('/'))));
  return found;
}

async function expand(folder: string, [step, ...rest]: readonly string[]): Promise<string[]> {
  if (step === undefined) return (await stat(folder).catch(() => undefined))?.isDirectory() ? [folder] : [];
  if (step !== '*') return expand(join(folder, step), rest);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => !entry.name.startsWith('.')).map((entry) => entry.name).sort();
  return (await Promise.all(below.map((name) => expand(join(folder, name), rest)))).flat();
}
