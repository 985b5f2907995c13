/** Tests scripts: does each load, is there a callable main with the right parameters, does it run. */

import type { ScriptResult } from './domain/result.ts';
import type { Denial, Isolation } from './domain/run.ts';
import type { Specification } from './domain/specification.ts';
import { findEach, findScript, type FoundScript } from './edges/script-finder.ts';
import { readSpecification } from './edges/specification-file.ts';
import type { HeadStart } from './head-start.ts';
import { openHosts, type Hosts } from './hosts.ts';
import { clockLagMs, readScript, runScript, type ReadScript } from './run-script.ts';

export interface TestOptions {
  /** The folder relative names start from. Absolute. */
  cwd: string;
  /** Absolute. Scripts are looked for here first; specifications, default inputs and outputs are here. */
  workspace: string;
  /** Where scripts are looked for after the workspace, in order. Absolute. */
  scriptDirs: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  python?: string | undefined;
  /** Default for each script, ms; its specification may say otherwise. */
  timeoutMs: number;
  jobs: number;
  isolation: Isolation;
  deny: readonly Denial[];
  /** `auto` accepts a Python file without main that runs something as a program. */
  entry: 'main' | 'auto';
  /** Load and check only; main is not called. */
  importOnly: boolean;
  /** Stop after the first failure; scripts not begun have no result. */
  bail: boolean;
  headStart?: HeadStart | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TestEvent) => void) | undefined;
}

export type TestEvent =
  | { kind: 'started'; script: string; total: number }
  | { kind: 'finished'; result: ScriptResult; done: number; total: number };

/**
 * Tests the scripts named, in order. Throws before anything runs where a name is unknown or ambiguous or a specification
 * is not valid; whatever a script does wrong is in its result.
 */
export async function testScripts(names: readonly string[], options: TestOptions): Promise<ScriptResult[]> {
  const scripts = findEach(names, (name) => findScript(name, options.cwd, [options.workspace, ...options.scriptDirs]));
  const specifications = await Promise.all(scripts.map((script) => readSpecification(options.workspace, script.name)));
  const hosts = openHosts(scripts, options);
  try {
    return await testEach(scripts, specifications, hosts, options);
  } finally {
    await hosts.close();
  }
}

async function testEach(
  scripts: readonly FoundScript[],
  specifications: readonly (Specification | undefined)[],
  hosts: Hosts,
  options: TestOptions,
): Promise<ScriptResult[]> {
  const results: ScriptResult[] = [];
  const total = scripts.length;
  const read = (index: number): Promise<ReadScript> => {
    const script = scripts[index]!;
    return hosts.use(script.language, (host) => readScript(host, script, specifications[index], options));
  };
  // A host reads many sources in one go, faster than one by one between the runs.
  const reads = options.isolation === 'cold' ? [] : scripts.map((_, index) => read(index));
  for (const each of reads) each.catch(() => undefined);
  const testOne = async (index: number): Promise<ScriptResult> => {
    const ready = await (reads[index] ?? read(index));
    return hosts.use(ready.script.language, (host) => runScript(host, ready, options));
  };
  let next = 0;
  let done = 0;
  let stop = false;
  // Scripts of one name have the same specification and write to the same places. What one wrote last must be older than the next.
  const turns = new Map<string, Promise<ScriptResult>>();
  const inTurn = (index: number): Promise<ScriptResult> => {
    const { name } = scripts[index]!;
    const before = turns.get(name);
    const turn = before === undefined ? testOne(index) : before.then(() => new Promise((resolve) => setTimeout(resolve, 2 * clockLagMs))).then(() => testOne(index));
    turns.set(name, turn);
    return turn;
  };
  const takeTurns = async (): Promise<void> => {
    while (next < total && !stop && !options.signal?.aborted) {
      const index = next++;
      const script = scripts[index]!;
      options.onEvent?.({ kind: 'started', script: script.name, total });
      const result = await inTurn(index);
      results[index] = result;
      done++;
      options.onEvent?.({ kind: 'finished', result, done, total });
      if (!result.success && options.bail) stop = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, total) }, takeTurns));
  // A script that ends the whole host takes others with it: each of them is asked again, alone, so that only it is blamed.
  if (options.jobs > 1) {
    for (const [index, result] of results.entries()) {
      if (result?.error_code === 'HOST_KILLED') results[index] = await testOne(index);
    }
  }
  return results.filter((result) => result !== undefined);
}
