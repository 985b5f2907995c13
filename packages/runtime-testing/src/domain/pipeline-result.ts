/** The result of testing a pipeline, in the shape that `test pipeline --json` prints. */

import type { PathMatch } from './compat/compatibility-result.ts';
import { scriptResult, type ScriptResult } from './result.ts';
import type { Language } from './run.ts';

export interface StepResult extends ScriptResult {
  /** `skipped`: a step it needs did not pass. `kept`: not chosen this time. */
  status: 'passed' | 'failed' | 'skipped' | 'kept';
}

export interface EdgeResult {
  /** Null where a step failed or was left out, so that there was nothing to judge. */
  compatible: boolean | null;
  compatibility_issues: string[];
  data_format_a: string | null;
  data_format_b: string | null;
  path_matches: PathMatch[];
}

export interface PipelineResult {
  pipeline_success: boolean;
  /** By step. */
  script_results: Record<string, StepResult>;
  /** By edge, `a->b`. */
  data_flow_results: Record<string, EdgeResult>;
  /** Every step after those it needs. */
  execution_order: string[];
  /** What speaks against the pipeline: steps that failed, then the issues of edges. */
  errors: string[];
  notes: string[];
}

/** The key of an edge in `data_flow_results`. */
export function edgeName(from: string, to: string): string {
  return `${from}->${to}`;
}

/** An edge of which nothing can be said. */
export function unjudgedEdge(): EdgeResult {
  return { compatible: null, compatibility_issues: [], data_format_a: null, data_format_b: null, path_matches: [] };
}

type Script = { name: string; path: string; language: Language };

/** The result of a step that is not run, since `reason`. */
export function skippedStep(script: Script, hasMain: boolean, reason: string): StepResult {
  const result = scriptResult({ script, failure: { code: 'SKIPPED', message: reason }, mode: 'not_run', hasMain, interpreter: null });
  return { ...result, status: 'skipped' };
}

/** The result of a step whose earlier outputs are used; nothing is said of how it would do now. */
export function keptStep(script: Script, hasMain: boolean): StepResult {
  const result = scriptResult({ script, failure: undefined, mode: 'not_run', hasMain, interpreter: null, notes: ['not chosen this time: what it wrote before counts'] });
  return { ...result, status: 'kept' };
}
