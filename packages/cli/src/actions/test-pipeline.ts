/** Tests a pipeline and shows its graph with verdicts. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { runtimeTester, type PipelineResult } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { junitDocument, type JunitTest } from '../reporters/junit-document.ts';
import { pipelineReport } from '../terminal/pipeline-report.ts';
import { tellProgress } from '../terminal/progress.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions & { from?: string }, [string]> = async (session, options, file) => {
  const core = await coreOptions(session, options);
  const progress = tellProgress(session, 'steps');
  const tester = runtimeTester({
    ...core,
    onEvent: (event) => {
      if (event.kind === 'finished') progress.at(event.done, event.total, event.result.script_name);
    },
  });
  const { steps, result } = await tester.testPipelineFlow(resolve(session.cwd, file), options.from).finally(() => progress.end());
  if (options.junit !== undefined) {
    const report = resolve(session.cwd, options.junit);
    await mkdir(dirname(report), { recursive: true });
    await writeFile(report, junitDocument('cutover test pipeline', junitTests(result)));
  }
  return {
    exit: result.pipeline_success ? 0 : 1,
    document: { schema_version: 1, ...result },
    text: pipelineReport(steps, result, session.cwd, makeStyle(session.terminal.color)),
  };
};

export default action;

/** A test for each step and for each edge. */
function junitTests({ script_results: scripts, data_flow_results: edges }: PipelineResult): JunitTest[] {
  const steps = Object.entries(scripts).map(([name, result]): JunitTest => {
    const problem = { tag: 'failure' as const, type: result.error_code ?? '', message: result.error_message ?? '', body: result.stderr_tail };
    const own = { classname: 'step', name, time: result.execution_time };
    if (result.status === 'failed') return { ...own, problem };
    return { ...own, skipped: result.status !== 'passed' };
  });
  const flows = Object.entries(edges).map(([name, edge]): JunitTest => {
    const [message = ''] = edge.compatibility_issues;
    const problem = { tag: 'failure' as const, type: 'NOT_COMPATIBLE', message, body: edge.compatibility_issues.join('\n') };
    return { classname: 'edge', name, skipped: edge.compatible === null, ...(edge.compatible === false ? { problem } : {}) };
  });
  return [...steps, ...flows];
}
