/** The ids of cases; a module of its own, since it takes the model of the configuration along. */

import { enumerateCases, showParity } from '@cutover/migrate';
import { loadConfig } from '../config-file.ts';
import type { Session } from '../session.ts';

/** Of the cases that a comparison would run. */
export async function configuredCases({ cwd, globals }: Session): Promise<string[]> {
  const { config, root, file } = await loadConfig(cwd, globals.config);
  return (await enumerateCases(config.cases, root, file)).map(({ id }) => id);
}

/** Of the cases of a past run, with their verdicts. */
export async function casesOfRun(root: string, run: string): Promise<{ id: string; verdict: string }[]> {
  return (await showParity(root, run, undefined)).report.cases;
}
