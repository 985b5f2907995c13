/** Tests a pipeline and shows its graph with verdicts, once or whenever it changes. */

import { resolve } from 'node:path';
import { lastFailed, recordVerdicts, runtimeTester, watchPipeline, type PipelineResult, type PipelineRun, type StepChoice, type TestOptions } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { writeJunit } from '../junit-file.ts';
import { edgeTest, type JunitTest } from '../reporters/junit-document.ts';
import type { Answer, Session } from '../session.ts';
import { pipelineReport } from '../terminal/pipeline-report.ts';
import { tellProgress } from '../terminal/progress.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';
import { watchAndShow } from '../watching.ts';

const action: Action<TestActionOptions & { from?: string }, [string]> = async (session, options, name) => {
  const core = await coreOptions(session, options);
  const file = resolve(session.cwd, name);
  const failed = options.lastFailed ? lastFailed(core.workspace, file) : undefined;
  const choice: StepChoice = { from: options.from, pattern: options.k, failed };
  const keep = async (run: PipelineRun): Promise<Answer> => {
    const { steps, result } = run;
    recordVerdicts(core.workspace, file, verdictsOf(run));
    await writeJunit(session, options.junit, 'cutover test pipeline', junitTests(result));
    return {
      exit: result.pipeline_success ? 0 : 1,
      document: { schema_version: 1, ...result },
      text: pipelineReport(steps, result, session.cwd, makeStyle(session.terminal.color)),
    };
  };
  if (!options.watch) return keep(await testWithProgress(session, file, choice, core));
  return watchAndShow(session, keep, (listener) => watchPipeline(file, { ...core, ...choice, signal: session.signal }, listener));
};

export default action;

async function testWithProgress(session: Session, file: string, choice: StepChoice, core: TestOptions): Promise<PipelineRun> {
  const progress = tellProgress(session, 'steps');
  try {
    const tester = runtimeTester({
      ...core,
      onEvent: (event) => {
        if (event.kind === 'finished') progress.at(event.done, event.total, event.result.script_name);
      },
    });
    return await tester.testPipelineFlow(file, choice);
  } finally {
    progress.end();
  }
}

/** A step passes with the edges that lead to it. That it can be loaded does not clear it of a failure. */
function verdictsOf({ steps, result: { script_results: results, data_flow_results: edges } }: PipelineRun): Record<string, boolean> {
  const verdicts: Record<string, boolean> = {};
  for (const { name, needs } of steps) {
    const { status, mode } = results[name]!;
    const fits = needs.every((needed) => edges[`${needed}->${name}`]?.compatible !== false);
    if (status !== 'kept' && (status !== 'passed' || !fits)) verdicts[name] = false;
    else if (mode === 'executed') verdicts[name] = true;
  }
  return verdicts;
}

/** A test for each step and for each edge. */
function junitTests({ script_results: scripts, data_flow_results: edges }: PipelineResult): JunitTest[] {
  const steps = Object.entries(scripts).map(([name, result]): JunitTest => {
    const problem = { tag: 'failure' as const, type: result.error_code ?? '', message: result.error_message ?? '', body: result.stderr_tail };
    const own = { classname: 'step', name, time: result.execution_time };
    if (result.status === 'failed') return { ...own, problem };
    return { ...own, skipped: result.status !== 'passed' };
  });
  return [...steps, ...Object.entries(edges).map(([name, edge]) => edgeTest(name, edge))];
}
