/** Tests one script: reads its source and specification, runs it with what they name, judges what it did. */

import { resolve } from 'node:path';
import { scriptEnvironment } from './domain/environment.ts';
import { didYouMean } from './domain/did-you-mean.ts';
import { judgeOutputs, judgeRun, judgeSource, type Failure } from './domain/judgement.ts';
import { defaultPlaces, specifiedPlaces, type Places } from './domain/places.ts';
import { scriptResult, type ScriptResult } from './domain/result.ts';
import type { Host, NameUse, RunRequest, SourceFacts } from './domain/run.ts';
import type { StepKeys } from './domain/pipeline.ts';
import type { DataSchema, Specification } from './domain/specification.ts';
import type { GeneratedInput } from './edges/generated-inputs.ts';
import { lookAtOutputs, missingInputs, prepareOutputs } from './edges/outputs.ts';
import type { FoundScript } from './edges/script-finder.ts';
import type { TestOptions } from './test-script.ts';

/** What a step of a pipeline lays over its script's own specification. Paths may be relative to the workspace. */
export type Overrides = Omit<StepKeys, 'script' | 'description'>;

/** A script with all that its test needs to know; nothing of it has run. */
export interface ReadScript {
  script: FoundScript;
  source: SourceFacts;
  /** Absolute; an input may be given another place before the script runs. */
  places: Places;
  /** Whether someone said which outputs there must be: the specification, or the source. */
  declaresOutputs: boolean;
  /** Logical names of outputs that are files, as the source opens them. */
  outputFiles: ReadonlySet<string>;
  schemas: Readonly<Record<string, DataSchema>>;
  aliases: Readonly<Record<string, readonly string[]>>;
  timeoutMs: number;
  memoryMb: number;
}

/** Memory a script may use where its specification names no limit, MB. */
const defaultMemoryMb = 4096;
/** Coarse clocks of file systems lag behind ours by up to this, ms. */
export const clockLagMs = 50;

/** Reads a script's source in its host. `step` is its name in a pipeline, which default outputs have their folder of. */
export async function readScript(
  host: Host,
  script: FoundScript,
  specification: Specification | undefined,
  options: TestOptions,
  { step = script.name, over = {} }: { step?: string; over?: Overrides } = {},
): Promise<ReadScript> {
  const source = await host.inspect(script.path);
  const own = specification ? specifiedPlaces(specification) : defaultPlaces(script.name, source, step);
  if (!specification) Object.assign(own.environVars, callersValues(source.environ_vars, options.env));
  const places: Places = {
    inputPaths: { ...own.inputPaths, ...over.input_paths },
    outputPaths: { ...own.outputPaths, ...over.output_paths },
    environVars: { ...own.environVars, ...over.environ_vars },
    jobArgs: { ...own.jobArgs, ...over.job_args },
  };
  const timeout = over.timeout ?? specification?.timeout;
  return {
    script,
    source,
    places: absolute(places, options.workspace),
    declaresOutputs: specification !== undefined || over.output_paths !== undefined || source.output_paths.length > 0,
    outputFiles: new Set(source.output_paths.filter((use) => use.file).map((use) => use.name)),
    schemas: { ...specification?.schemas, ...over.schemas },
    aliases: { ...specification?.aliases, ...over.aliases },
    timeoutMs: timeout === undefined ? options.timeoutMs : timeout * 1000,
    memoryMb: over.memory_mb ?? specification?.memory_mb ?? defaultMemoryMb,
  };
}

/** Runs what was read, as far as its source allows, and judges it. */
export async function runScript(host: Host, read: ReadScript, options: TestOptions): Promise<ScriptResult> {
  const { script, source, places } = read;
  const asMain = source.main === null && source.guard && options.entry === 'auto' && script.language === 'python';
  const verdict = { script, interpreter: host.interpreter(), hasMain: source.main !== null };
  const ruledOut = judgeSource(source, options.entry);
  if (ruledOut) return scriptResult({ ...verdict, failure: ruledOut, mode: 'not_run' });

  let generated: GeneratedInput[] = [];
  if (!options.importOnly) {
    if (Object.keys(read.schemas).length > 0) generated = await (await import('./edges/generated-inputs.ts')).provideInputs(read);
    const missing = missingInputs(places.inputPaths);
    if (missing.length > 0) {
      const failure: Failure = { code: 'INPUT_MISSING', message: `missing: ${missing.join(', ')}` };
      return scriptResult({ ...verdict, failure, mode: 'not_run' });
    }
    const blocked = prepareOutputs(places.outputPaths, read.outputFiles);
    if (blocked.length > 0) {
      const failure: Failure = { code: 'OUTPUT_BLOCKED', message: `no place for outputs: ${blocked.join(', ')}` };
      return scriptResult({ ...verdict, failure, mode: 'not_run' });
    }
  }
  // A program has nothing that could be loaded without running it.
  if (options.importOnly && script.language === 'executable') return scriptResult({ ...verdict, failure: undefined, mode: 'not_run' });
  const request: RunRequest = {
    path: script.path,
    phase: options.importOnly ? 'load' : 'call',
    isolation: options.isolation,
    timeoutMs: read.timeoutMs,
    memoryMb: read.memoryMb,
    deny: options.deny,
    env: scriptEnvironment(options.env, places.environVars),
    asMain: asMain || script.language === 'executable',
    guarded: options.workspace,
    ...places,
  };
  const startedAt = Date.now();
  const facts = await host.run(request, options.signal);
  const ran = judgeRun(facts, request);
  const outputs = options.importOnly ? [] : lookAtOutputs(read.declaresOutputs ? places.outputPaths : {}, startedAt - clockLagMs);
  const mode = asMain || facts.phase === 'call' || facts.report?.phase_reached === 'call' || facts.report?.phase_reached === 'end' ? 'executed' : 'imported';
  return scriptResult({
    ...verdict,
    failure: ran ?? judgeOutputs(outputs),
    mode: facts.ended === 'could_not_start' ? 'not_run' : options.importOnly ? 'imported' : mode,
    hasMain: asMain ? false : hasMain(facts.report?.error?.refused, verdict.hasMain),
    facts,
    outputs,
    generated,
    notes: [...strangeSchemas(read), ...relativePlace(ran)],
  });
}

/** The caller's values of variables that the source reads; empty for those that are set nowhere. */
function callersValues(uses: readonly NameUse[], env: TestOptions['env']): Record<string, string> {
  const wanted = uses.filter(({ name, optional }) => !optional || env[name] !== undefined);
  return Object.fromEntries(wanted.map(({ name }) => [name, env[name] ?? '']));
}

/** A schema under a wrong name would check nothing, silently. */
function strangeSchemas({ schemas, places }: ReadScript): string[] {
  const inputs = Object.keys(places.inputPaths);
  const strange = Object.keys(schemas).filter((name) => !inputs.includes(name));
  return strange.map((name) => `a schema is declared for "${name}", which is no input of it${hintFor(didYouMean(name, inputs))}`);
}

/** A script that was written to be started in its own folder does not find there what it looks for. */
function relativePlace(failure: Failure | undefined): string[] {
  const named = /no such file or directory(?:, \w+|:) '([^'/][^']*)'/i.exec(failure?.message ?? '')?.[1];
  return named === undefined ? [] : [`"${named}" starts in the empty folder that it runs in: take the path from input_paths, or build it from where the script lies`];
}

function hintFor(near: string | undefined): string {
  return near === undefined ? '' : `: ${near}`;
}

function hasMain(refused: string | undefined, bySource: boolean): boolean {
  return bySource && refused !== 'MAIN_MISSING' && refused !== 'MAIN_NOT_CALLABLE';
}

function absolute(places: Places, workspace: string): Places {
  const resolved = (paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, resolve(workspace, path)]));
  return { ...places, inputPaths: resolved(places.inputPaths), outputPaths: resolved(places.outputPaths) };
}
