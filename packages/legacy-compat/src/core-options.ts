/** How the old classes ask the new core: one workspace, the old places, one script at a time. */

import type { TestOptions } from '@cutover/runtime-testing';
import { findLegacyPlaces } from './edges/legacy-places.ts';
import type { Surroundings } from './surroundings.ts';

/** The old tester set no limit; this one keeps a hanging script from holding the caller for ever. */
const longestRunMs = 600_000;

/** The options of the core for a workspace, absolute. */
export async function coreOptions(workspace: string, { cwd, env, signal }: Surroundings): Promise<TestOptions> {
  return {
    cwd,
    env,
    signal,
    workspace,
    scriptDirs: await findLegacyPlaces(cwd),
    timeoutMs: longestRunMs,
    jobs: 1,
    isolation: 'process',
    deny: [],
    entry: 'main',
    importOnly: false,
    bail: false,
  };
}
