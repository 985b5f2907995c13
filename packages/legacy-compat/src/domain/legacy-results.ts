/** The result shapes of the old script tester, and the tables that map them to the shapes of today. */

import type { ResultMapping } from './adapt-result.ts';

/** What `test-script --output-format json` printed. Times in seconds, memory in whole MB. */
export interface LegacyTestResult {
  script_name: string;
  status: 'PASS' | 'FAIL' | 'SKIP';
  execution_time: number;
  memory_usage: number;
  error_message: string | null;
  recommendations: string[];
  /** ISO 8601. */
  timestamp: string;
}

export interface LegacyTestDocument extends LegacyTestResult {
  threshold_warnings: string[];
  thresholds: { memory_mb: number; time_seconds: number };
}

/** A step of a pipeline, as `test-pipeline` printed it. */
export interface LegacyStepResult {
  step_name: string;
  status: 'SUCCESS' | 'FAILURE' | 'SKIPPED';
  execution_time: number;
  memory_usage: number;
  error_message: string | null;
  outputs: Record<string, unknown>;
  data_validation_report: { compatible: boolean; issues: string[]; warnings: string[] } | null;
  timestamp: string;
}

export interface LegacyPipelineResult {
  success: boolean;
  completed_steps: LegacyStepResult[];
  error: string | null;
  /** Seconds. */
  total_duration: number;
  memory_peak: number;
  timestamp: string;
}

/** A legacy test result and `cutover test script NAME --json`. */
export const testResultMapping: ResultMapping = {
  fields: [
    { old: '/script_name', new: '/results/0/script_name' },
    { old: '/status', new: '/results/0/success', values: { PASS: true, FAIL: false, SKIP: null } },
    { old: '/execution_time', new: '/results/0/execution_time' },
    { old: '/memory_usage', new: '/results/0/peak_memory_mb' },
    { old: '/error_message', new: '/results/0/error_message' },
  ],
  onlyOld: {
    '/recommendations': 'a result holds one hint, not a list of advice',
    '/timestamp': 'a result does not say when it was made; the ledger does',
    '/threshold_warnings': 'a test has limits, not warnings: over the limit is a failure',
    '/thresholds': 'limits stand in the script\'s specification',
  },
  onlyNew: {
    '/success': 'one legacy result is about one script',
    '/results/0/has_main_function': 'the old tester said it in words only',
    '/results/0/error_code': 'the old tester had no codes',
    '/results/0/hint': 'the old tester gave a list of recommendations',
    '/results/0/script_path': 'the old tester did not say which file it took',
    '/results/0/language': 'the old tester knew Python only',
    '/results/0/mode': 'the old tester did not say whether a script was run or only imported',
    '/results/0/output_files': 'the old tester did not look at outputs',
    '/results/0/error_file': 'the old tester did not say where the error was',
    '/results/0/error_line': 'the old tester did not say where the error was',
    '/results/0/interpreter': 'the old tester ran scripts in its own process',
    '/results/0/generated_inputs': 'the old tester never generated data that worked',
    '/results/0/notes': 'the old tester had no notes',
    '/results/0/stdout_tail': 'the old tester let scripts print where it printed itself',
    '/results/0/stderr_tail': 'the old tester let scripts print where it printed itself',
  },
  constantNew: { '/schema_version': 1 },
};

/** A legacy test result and the result of the simplified tester (script_name, success, error_message, execution_time, has_main_function). */
export const simplifiedResultMapping: ResultMapping = {
  fields: [
    { old: '/script_name', new: '/script_name' },
    { old: '/status', new: '/success', values: { PASS: true, FAIL: false, SKIP: null } },
    { old: '/execution_time', new: '/execution_time' },
    { old: '/error_message', new: '/error_message' },
  ],
  onlyOld: {
    '/memory_usage': 'the simplified model has no memory',
    '/recommendations': 'the simplified model has no recommendations',
    '/timestamp': 'the simplified model has no time',
  },
  onlyNew: { '/has_main_function': 'the old model said it in words only' },
};
