/** The core as a library: one tester for the scripts of a workspace. The command line uses it, too. */

import type { CompatibilityResult } from './domain/compat/compatibility-result.ts';
import type { StepChoice } from './domain/step-choice.ts';
import type { PipelineRun } from './test-pipeline.ts';
import { testScripts, type TestOptions } from './test-script.ts';
import type { ScriptResult } from './domain/result.ts';

/** What must be said; everything else has the defaults of the command line. */
export type TesterOptions = Pick<TestOptions, 'cwd' | 'workspace' | 'env'> & Partial<TestOptions>;

export interface RuntimeTester {
  /** Does each script load, is there a callable main with the right parameters, does it run. See `testScripts` for errors. */
  testScript: (...names: string[]) => Promise<ScriptResult[]>;
  /** Can B read what A writes; runs both. */
  testDataCompatibility: (a: string, b: string) => Promise<CompatibilityResult>;
  /** Every step and every edge of the pipeline in `file` (absolute); with a choice only these steps, on what the others wrote before. */
  testPipelineFlow: (file: string, choice?: StepChoice) => Promise<PipelineRun>;
}

const defaults = {
  scriptDirs: [],
  timeoutMs: 60_000,
  jobs: 1,
  isolation: 'process',
  deny: [],
  entry: 'main',
  importOnly: false,
  bail: false,
} satisfies Partial<TestOptions>;

/**
 * A tester with these options.
 *
 *     const tester = runtimeTester({ cwd: process.cwd(), workspace: '/project/test_workspace', env: process.env });
 *     const [result] = await tester.testScript('clean_orders');
 *     if (!result.success) console.log(result.error_code, result.error_message, result.hint);
 */
export function runtimeTester(given: TesterOptions): RuntimeTester {
  // Copied, since each look into a process's own environment is a call into the system.
  const options: TestOptions = { ...defaults, ...given, env: { ...given.env } };
  return {
    testScript: (...names) => testScripts(names, options),
    testDataCompatibility: async (a, b) => {
      const { testCompatibility } = await import('./test-compat.ts');
      return testCompatibility(a, b, options);
    },
    testPipelineFlow: async (file, choice) => {
      const { testPipeline } = await import('./test-pipeline.ts');
      return testPipeline(file, { ...options, ...choice });
    },
  };
}
