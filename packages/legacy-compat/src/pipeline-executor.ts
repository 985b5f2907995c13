/** The old class that tested a pipeline, on the new core. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runtimeTester, type PipelineResult } from '@cutover/runtime-testing';
import { coreOptions } from './core-options.ts';
import { DataFlowManager } from './data-flow.ts';
import { failedPipeline, legacyPipelineResult, outputsOf } from './domain/legacy-pipeline.ts';
import type { LegacyPipelineResult } from './domain/legacy-results.ts';
import { recordExecution } from './history.ts';
import { LocalDataManager } from './local-data.ts';
import { specifyLocalData } from './local-data-specification.ts';
import type { DataSource } from './script-executor.ts';
import { surroundingsOf, type Surroundings } from './surroundings.ts';

/** A graph as the old class took it. */
export interface LegacyDag {
  nodes: readonly string[];
  edges: readonly (readonly [from: string, to: string])[];
}

export class PipelineExecutor {
  readonly workspaceDir: string;
  readonly #surroundings: Surroundings;

  constructor(workspaceDir = './development/projects/project_alpha', surroundings: Partial<Surroundings> = {}) {
    this.#surroundings = surroundingsOf(surroundings);
    this.workspaceDir = resolve(this.#surroundings.cwd, workspaceDir);
  }

  /**
   * Runs every step on what the steps before it wrote. `dag` is a graph, or the file of a pipeline. What goes wrong with the
   * scripts is in the result; throws what is wrong with the graph, and scripts that are not found.
   */
  async executePipeline(dag: LegacyDag | string, dataSource: DataSource = 'synthetic'): Promise<LegacyPipelineResult> {
    const { cwd, now } = this.#surroundings;
    if (dataSource === 's3') {
      return failedPipeline('the core reads local files only: data source "s3" is retired; copy the files here, then use --data-source local', now());
    }
    if (dataSource === 'local') {
      for (const script of await new LocalDataManager(this.workspaceDir).listAllScripts()) await specifyLocalData(this.workspaceDir, script);
    }
    const startedAt = now();
    const result = typeof dag === 'string' ? await this.#test(resolve(cwd, dag)) : await this.#testGraph(dag);
    const endedAt = now();
    await this.#remember(result, endedAt);
    return legacyPipelineResult(result, endedAt.getTime() - startedAt.getTime(), endedAt);
  }

  async #test(file: string): Promise<PipelineResult> {
    const { result } = await runtimeTester(await coreOptions(this.workspaceDir, this.#surroundings)).testPipelineFlow(file);
    return result;
  }

  /** The core reads pipelines from files. */
  async #testGraph(dag: LegacyDag): Promise<PipelineResult> {
    const folder = await mkdtemp(join(tmpdir(), 'cutover-pipeline-'));
    try {
      const file = join(folder, 'pipeline.json');
      await writeFile(file, JSON.stringify({ nodes: dag.nodes, edges: dag.edges }));
      return await this.#test(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #remember(result: PipelineResult, at: Date): Promise<void> {
    const flow = new DataFlowManager(this.workspaceDir, this.#surroundings.now);
    for (const name of result.execution_order) {
      const step = result.script_results[name]!;
      if (step.status !== 'passed' && step.status !== 'failed') continue;
      await recordExecution(this.workspaceDir, {
        script_name: step.script_name,
        script_path: step.script_path,
        timestamp: at.toISOString(),
        execution_result: {
          success: step.success,
          execution_time: step.execution_time,
          memory_usage: Math.round(step.peak_memory_mb ?? 0),
          error_message: step.error_message,
        },
      });
      if (!step.success) continue;
      await flow.captureStepOutputs(name, outputsOf(step));
      await flow.trackDataLineage(name, inputsOf(name, result), outputsOf(step));
    }
  }
}

/** The files that a step got from those before it, by input. */
function inputsOf(name: string, { data_flow_results: flows }: PipelineResult): Record<string, string> {
  const matches = Object.entries(flows).flatMap(([edge, flow]) => (edge.endsWith(`->${name}`) ? flow.path_matches : []));
  return Object.fromEntries(matches.flatMap(({ input, file }) => (file === null ? [] : [[input, file] as const])));
}
