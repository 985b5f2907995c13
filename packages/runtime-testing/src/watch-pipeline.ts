/** Tests a pipeline again whenever a step changes, or what it depends on: that step, and what comes after it. */

import { join } from 'node:path';
import { downstreamOf, upstreamOf } from './domain/graph.ts';
import type { Step } from './domain/pipeline.ts';
import { specificationFile } from './edges/specification-file.ts';
import { openPipeline, testPipeline, type PipelineOptions, type PipelineRun } from './test-pipeline.ts';
import { localImports, watchedScript, watchTests, type Sight, type WatchListener, type WatchOptions } from './watch.ts';

/**
 * Tests the steps of the pipeline in `file` (absolute) that the options choose; then, of these, those that a change concerns, what
 * depends on them, and what they need and has not passed yet. A change of the file itself tests all of them. See `watchTests`.
 */
export async function watchPipeline(file: string, options: PipelineOptions & WatchOptions, listener: WatchListener<PipelineRun>): Promise<void> {
  const passed = new Map<string, boolean>();
  let steps: readonly Step[] = [];
  let chosen: string[] = [];
  const look = async (): Promise<Sight> => {
    const opened = await openPipeline(file, { ...options, jobs: 1, isolation: 'process' });
    try {
      steps = opened.steps;
      const { reads, hosts } = opened;
      const made = [join(options.workspace, 'output'), ...[...reads.values()].flatMap(({ places }) => Object.values(places.outputPaths))];
      const scripts = await Promise.all(
        [...reads].map(([name, read]) => watchedScript(name, read, [file, ...[name, read.script.name].map((each) => specificationFile(options.workspace, each))], made)),
      );
      return { scripts, imports: await localImports([...reads.values()], hosts) };
    } finally {
      await opened.hosts.close();
    }
  };
  const concerned = (affected: readonly string[]): string[] => {
    const open = affected.flatMap((name) => [name, ...upstreamOf(name, steps).filter((needed) => passed.get(needed) === false)]);
    const again = new Set(open.flatMap((name) => [...downstreamOf(name, steps)]));
    return chosen.filter((name) => again.has(name));
  };
  const test = async (affected?: readonly string[], changed: readonly string[] = []): Promise<PipelineRun | undefined> => {
    const only = affected === undefined || changed.includes(file) ? undefined : concerned(affected);
    if (only?.length === 0) return undefined;
    const run = await testPipeline(file, only === undefined ? options : { ...options, from: undefined, pattern: undefined, failed: undefined, only });
    const tested = Object.entries(run.result.script_results).filter(([, { status }]) => status !== 'kept');
    if (only === undefined) chosen = tested.map(([name]) => name);
    for (const [name, { success }] of tested) passed.set(name, success);
    return run;
  };
  await watchTests({ look, test }, options, listener);
}
