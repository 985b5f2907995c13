/** Tests a pipeline: every step runs on what the steps before it wrote, and every edge is judged. */

import { dirname, relative } from 'node:path';
import { testError } from './domain/errors.ts';
import { didYouMean } from './domain/did-you-mean.ts';
import { downstreamOf, topologicalOrder } from './domain/graph.ts';
import { pipelineSchema, stepsOf, type Step } from './domain/pipeline.ts';
import { edgeName, type EdgeResult, type PipelineResult, type StepResult } from './domain/pipeline-result.ts';
import { readDocument } from './edges/document.ts';
import { missingInputs } from './edges/outputs.ts';
import { openHosts } from './hosts.ts';
import { findStepScript, readStep } from './pipeline-scripts.ts';
import { runSteps } from './run-steps.ts';
import type { ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

export interface PipelineOptions extends TestOptions {
  /** Run this step and what depends on it, on what the others wrote before. */
  from?: string | undefined;
}

/** The steps as the file names them, and what became of them. */
export interface PipelineRun {
  steps: Step[];
  result: PipelineResult;
}

/**
 * Tests the pipeline in `file` (absolute). Throws PIPELINE_INVALID, STEP_UNKNOWN, OUTPUTS_MISSING, and what finding scripts and
 * reading specifications throw, before anything runs; whatever the scripts do wrong is in the result.
 */
export async function testPipeline(file: string, options: PipelineOptions): Promise<PipelineRun> {
  const label = relative(options.cwd, file) || file;
  const document = await readDocument(file, label, pipelineSchema, (details) => testError('PIPELINE_INVALID', details));
  const { steps, notes } = stepsOf(document);
  const running = chosenSteps(steps, options.from);
  const inPlaces: PipelineOptions = { ...options, scriptDirs: [...options.scriptDirs, dirname(file)] };
  const scripts = await Promise.all(steps.map((step) => findStepScript(step, inPlaces)));
  const hosts = openHosts(scripts, inPlaces);
  try {
    const paths = scripts.map(({ path }) => path);
    const shared = (i: number) => paths.indexOf(paths[i]!) !== paths.lastIndexOf(paths[i]!);
    const reads = new Map(await Promise.all(steps.map(async (step, i) => [step.name, await readStep(step, scripts[i]!, shared(i), hosts, inPlaces)] as const)));
    checkKept(steps, running, reads, options);
    const { results, edges, stepNotes } = await runSteps(steps, running, reads, hosts, inPlaces);
    return { steps, result: pipelineResult(steps, results, edges, [...notes, ...stepNotes]) };
  } finally {
    await hosts.close();
  }
}

function chosenSteps(steps: readonly Step[], from: string | undefined): Set<string> {
  const names = steps.map(({ name }) => name);
  if (from === undefined) return new Set(names);
  if (names.includes(from)) return downstreamOf(from, steps);
  throw testError('STEP_UNKNOWN', { message: `the pipeline has no step "${from}"`, hint: didYouMean(from, names) ?? `its steps: ${names.join(', ')}` });
}

/** The steps that are not run again must have left what the others read. */
function checkKept(steps: readonly Step[], running: ReadonlySet<string>, reads: ReadonlyMap<string, ReadScript>, { importOnly, from }: PipelineOptions): void {
  if (importOnly) return;
  const needed = new Set(steps.filter(({ name }) => running.has(name)).flatMap(({ needs }) => needs.filter((name) => !running.has(name))));
  const missing: string[] = [];
  for (const name of needed) missing.push(...missingInputs(reads.get(name)!.places.outputPaths));
  if (missing.length === 0) return;
  throw testError('OUTPUTS_MISSING', {
    message: `--from ${from} needs what ${[...needed].join(', ')} wrote before; missing: ${missing.join(', ')}`,
    hint: 'run the whole pipeline once, or start from an earlier step',
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
