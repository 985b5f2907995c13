/** The result of a pipeline test in the old shape. */

import type { EdgeResult, PipelineResult, StepResult } from '@cutover/runtime-testing';
import { judgeData } from './data-rules.ts';
import type { LegacyPipelineResult, LegacyStepResult } from './legacy-results.ts';

const statuses = { passed: 'SUCCESS', kept: 'SUCCESS', failed: 'FAILURE', skipped: 'SKIPPED' } as const;

/** Every step in the order it ran, those that were skipped included. `durationMs` is that of the whole test. */
export function legacyPipelineResult(result: PipelineResult, durationMs: number, at: Date): LegacyPipelineResult {
  const timestamp = at.toISOString();
  const steps = result.execution_order.map((name) => legacyStep(name, result, timestamp));
  return {
    success: result.pipeline_success,
    completed_steps: steps,
    error: errorOf(result),
    total_duration: Number((durationMs / 1000).toFixed(6)),
    memory_peak: Math.max(0, ...steps.map((step) => step.memory_usage)),
    timestamp,
  };
}

/** A pipeline that could not be run at all. */
export function failedPipeline(error: string, at: Date): LegacyPipelineResult {
  return { success: false, completed_steps: [], error, total_duration: 0, memory_peak: 0, timestamp: at.toISOString() };
}

/** What a step wrote, by the old names. */
export function outputsOf({ output_files: files }: StepResult): Record<string, string> {
  return Object.fromEntries(files.map((path, i) => [i === 0 ? 'output' : `output_${i + 1}`, path]));
}

function legacyStep(name: string, result: PipelineResult, timestamp: string): LegacyStepResult {
  const step = result.script_results[name]!;
  return {
    step_name: name,
    status: statuses[step.status],
    execution_time: step.execution_time,
    memory_usage: Math.round(step.peak_memory_mb ?? 0),
    error_message: step.error_message,
    outputs: outputsOf(step),
    data_validation_report: validationOf(Object.entries(result.data_flow_results).flatMap(([edge, flow]) => (edge.startsWith(`${name}->`) ? [flow] : []))),
    timestamp,
  };
}

/** What the steps after this one said about its outputs; null where nothing was judged. */
function validationOf(flows: readonly EdgeResult[]): LegacyStepResult['data_validation_report'] {
  const judged = flows.filter((flow) => flow.compatible !== null);
  if (judged.length === 0) return null;
  const warnings = judged.flatMap(({ data_format_a: written, data_format_b: wanted }) =>
    written === null || wanted === null ? [] : judgeData({ format: written, columns: {} }, { format: wanted, columns: {} }).warnings,
  );
  return {
    compatible: judged.every((flow) => flow.compatible),
    issues: judged.flatMap((flow) => flow.compatibility_issues),
    warnings: [...new Set(warnings)],
  };
}

function errorOf(result: PipelineResult): string | null {
  if (result.pipeline_success) return null;
  const failed = result.execution_order.find((name) => result.script_results[name]!.status === 'failed');
  if (failed !== undefined) return `Pipeline failed at step ${failed}: ${result.script_results[failed]!.error_message}`;
  return `Pipeline execution failed: ${result.errors.join('; ')}`;
}
