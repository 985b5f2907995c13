/** Tests scripts: does each load, is there a callable main with the right parameters, does it run. */

import { resolve } from 'node:path';
import { scriptEnvironment } from './domain/environment.ts';
import { judgeOutputs, judgeRun, judgeSource, type Failure } from './domain/judgement.ts';
import { defaultPlaces, specifiedPlaces, type Places } from './domain/places.ts';
import { scriptResult, type ScriptResult } from './domain/result.ts';
import type { Denial, Host, Isolation, RunRequest } from './domain/run.ts';
import type { Specification } from './domain/specification.ts';
import { lookAtOutputs, missingInputs, prepareOutputs } from './edges/outputs.ts';
import { findScript, type FoundScript } from './edges/script-finder.ts';
import { readSpecification } from './edges/specification-file.ts';
import { openHosts, type Hosts } from './hosts.ts';

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
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TestEvent) => void) | undefined;
}

export type TestEvent =
  | { kind: 'started'; script: string; total: number }
  | { kind: 'finished'; result: ScriptResult; done: number; total: number };

/** Memory a script may use where its specification names no limit, MB. */
const defaultMemoryMb = 4096;
/** Coarse clocks of file systems lag behind ours by up to this, ms. */
const clockLagMs = 50;

/**
 * Tests the scripts named, in order. Throws before anything runs where a name is unknown or ambiguous or a specification
 * is not valid; whatever a script does wrong is in its result.
 */
export async function testScripts(names: readonly string[], options: TestOptions): Promise<ScriptResult[]> {
  const scripts: FoundScript[] = [];
  for (const name of names) scripts.push(await findScript(name, options.cwd, [options.workspace, ...options.scriptDirs]));
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
  let next = 0;
  let done = 0;
  let stop = false;
  const takeTurns = async (): Promise<void> => {
    while (next < total && !stop && !options.signal?.aborted) {
      const index = next++;
      const script = scripts[index]!;
      options.onEvent?.({ kind: 'started', script: script.name, total });
      const result = await testOne(script, specifications[index], hosts, options);
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
      if (result?.error_code === 'HOST_KILLED') results[index] = await testOne(scripts[index]!, specifications[index], hosts, options);
    }
  }
  return results.filter((result) => result !== undefined);
}

async function testOne(
  script: FoundScript,
  specification: Specification | undefined,
  hosts: Hosts,
  options: TestOptions,
): Promise<ScriptResult> {
  const host = await hosts.for(script.language);
  try {
    return await testWith(host, script, specification, options);
  } finally {
    await hosts.release(host);
  }
}

async function testWith(
  host: Host,
  script: FoundScript,
  specification: Specification | undefined,
  options: TestOptions,
): Promise<ScriptResult> {
  const source = await host.inspect(script.path);
  const asMain = source.main === null && source.guard && options.entry === 'auto' && script.language === 'python';
  const verdict = { script, interpreter: host.interpreter(), hasMain: source.main !== null };
  const ruledOut = judgeSource(source, options.entry);
  if (ruledOut) return scriptResult({ ...verdict, failure: ruledOut, mode: 'not_run' });

  const places = absolute(specification ? specifiedPlaces(specification) : defaultPlaces(script.name, source), options.workspace);
  if (!specification) for (const { name } of source.environ_vars) places.environVars[name] = options.env[name] ?? '';
  if (!options.importOnly) {
    const missing = await missingInputs(places.inputPaths);
    if (missing.length > 0) {
      const failure: Failure = { code: 'INPUT_MISSING', message: `missing: ${missing.join(', ')}` };
      return scriptResult({ ...verdict, failure, mode: 'not_run' });
    }
    const files = source.output_paths.filter((use) => use.file).map((use) => use.name);
    await prepareOutputs(places.outputPaths, new Set(specification ? [] : files));
  }
  const request: RunRequest = {
    path: script.path,
    phase: options.importOnly ? 'load' : 'call',
    isolation: options.isolation,
    timeoutMs: specification?.timeout === undefined ? options.timeoutMs : specification.timeout * 1000,
    memoryMb: specification?.memory_mb ?? defaultMemoryMb,
    deny: options.deny,
    env: scriptEnvironment(options.env, places.environVars),
    asMain,
    guarded: options.workspace,
    ...places,
  };
  const startedAt = Date.now();
  const facts = await host.run(request, options.signal);
  const ran = judgeRun(facts, request);
  const declared = specification !== undefined || source.output_paths.length > 0 ? places.outputPaths : {};
  const outputs = options.importOnly ? [] : await lookAtOutputs(declared, startedAt - clockLagMs);
  const mode = facts.phase === 'call' || facts.report?.phase_reached === 'call' || facts.report?.phase_reached === 'end' ? 'executed' : 'imported';
  return scriptResult({
    ...verdict,
    failure: ran ?? judgeOutputs(outputs),
    mode: options.importOnly ? 'imported' : mode,
    hasMain: asMain ? false : hasMain(facts.report?.error?.refused, verdict.hasMain),
    facts,
    outputs,
  });
}

function hasMain(refused: string | undefined, bySource: boolean): boolean {
  return bySource && refused !== 'MAIN_MISSING' && refused !== 'MAIN_NOT_CALLABLE';
}

function absolute(places: Places, workspace: string): Places {
  const resolved = (paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, resolve(workspace, path)]));
  return { ...places, inputPaths: resolved(places.inputPaths), outputPaths: resolved(places.outputPaths) };
}
