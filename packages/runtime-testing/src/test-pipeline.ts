/** Tests a pipeline: every step runs on what the steps before it wrote, and every edge is judged. */

import { dirname, relative } from 'node:path';
import { testError } from './domain/errors.ts';
import { topologicalOrder } from './domain/graph.ts';
import { pipelineSchema, stepsOf, type Step } from './domain/pipeline.ts';
import { edgeName, type EdgeResult, type PipelineResult, type StepResult } from './domain/pipeline-result.ts';
import { chooseSteps, type ChosenSteps, type StepChoice } from './domain/step-choice.ts';
import { readDocument } from './edges/document.ts';
import { missingInputs } from './edges/outputs.ts';
import { openHosts, type Hosts } from './hosts.ts';
import { findEach } from './edges/script-finder.ts';
import { findStepScript, readStep } from './pipeline-scripts.ts';
import { runSteps } from './run-steps.ts';
import type { ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

export interface PipelineOptions extends TestOptions, StepChoice {}

/** The steps as the file names them, and what became of them. */
export interface PipelineRun {
  steps: Step[];
  result: PipelineResult;
}

/** A pipeline with its scripts found and read; nothing has run. Whoever opens it closes `hosts`. */
interface OpenPipeline {
  steps: Step[];
  notes: string[];
  chosen: ChosenSteps;
  /** By step. */
  reads: Map<string, ReadScript>;
  hosts: Hosts;
  /** With the folder of the pipeline among those where scripts are. */
  options: PipelineOptions;
}

/**
 * Tests the steps of the pipeline in `file` (absolute) that the options choose, on what the others wrote before. Throws
 * PIPELINE_INVALID, STEP_UNKNOWN, NOTHING_CHOSEN, OUTPUTS_MISSING, and what finding scripts and reading specifications throw,
 * before anything runs; whatever the scripts do wrong is in the result.
 */
export async function testPipeline(file: string, options: PipelineOptions): Promise<PipelineRun> {
  const { steps, notes, chosen, reads, hosts, options: inPlaces } = await openPipeline(file, options);
  try {
    if (!options.importOnly) checkKept(steps, chosen.names, reads);
    const { results, edges, stepNotes } = await runSteps(steps, chosen.names, reads, hosts, inPlaces);
    return { steps, result: pipelineResult(steps, results, edges, [...notes, ...chosen.notes, ...stepNotes]) };
  } finally {
    await hosts.close();
  }
}

/** Reads a pipeline with its scripts and specifications; throws as `testPipeline` does. */
export async function openPipeline(file: string, given: PipelineOptions): Promise<OpenPipeline> {
  const label = relative(given.cwd, file) || file;
  const document = readDocument(file, label, pipelineSchema, (details) => testError('PIPELINE_INVALID', details));
  const { steps, notes } = stepsOf(document);
  const chosen = chooseSteps(steps, given);
  const options = { ...given, scriptDirs: [...given.scriptDirs, dirname(file)] };
  const scripts = findEach(steps, (step) => findStepScript(step, options));
  const hosts = openHosts(scripts, options);
  try {
    const paths = scripts.map(({ path }) => path);
    const shared = (i: number) => paths.indexOf(paths[i]!) !== paths.lastIndexOf(paths[i]!);
    const reads = new Map(await Promise.all(steps.map(async (step, i) => [step.name, await readStep(step, scripts[i]!, shared(i), hosts, options)] as const)));
    return { steps, notes, chosen, reads, hosts, options };
  } catch (error) {
    await hosts.close();
    throw error;
  }
}

/** The steps that are not run again must have left what the others read. */
function checkKept(steps: readonly Step[], running: ReadonlySet<string>, reads: ReadonlyMap<string, ReadScript>): void {
  const kept = new Set(steps.filter(({ name }) => running.has(name)).flatMap(({ needs }) => needs.filter((name) => !running.has(name))));
  const missing = [...kept].map((name) => ({ name, places: missingInputs(reads.get(name)!.places.outputPaths) })).filter(({ places }) => places.length > 0);
  if (missing.length === 0) return;
  throw testError('OUTPUTS_MISSING', {
    message: `what ${missing.map(({ name }) => name).join(', ')} wrote before is needed, and is not there: ${missing.flatMap(({ places }) => places).join(', ')}`,
    hint: 'run the whole pipeline once, or choose the steps before, too',
  });
}

function pipelineResult(steps: readonly Step[], results: ReadonlyMap<string, StepResult>, edges: ReadonlyMap<string, EdgeResult>, notes: string[]): PipelineResult {
  const order = topologicalOrder(steps);
  const failed = order.flatMap((name) => {
    const result = results.get(name)!;
    return result.status === 'failed' ? [`${name} failed with ${result.error_code}: ${result.error_message}`] : [];
  });
  const pairs = order.flatMap((name) => steps.find((step) => step.name === name)!.needs.map((needed) => edgeName(needed, name)));
  const issues = pairs.flatMap((pair) => edges.get(pair)?.compatibility_issues ?? []);
  const errors = [...failed, ...new Set(issues)];
  return {
    pipeline_success: errors.length === 0 && order.every((name) => ['passed', 'kept'].includes(results.get(name)!.status)),
    script_results: Object.fromEntries(order.map((name) => [name, results.get(name)!])),
    data_flow_results: Object.fromEntries(pairs.map((pair) => [pair, edges.get(pair)!])),
    execution_order: order,
    errors,
    notes,
  };
}
