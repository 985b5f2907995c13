/** test-pipeline: every step of a pipeline, and what one hands to the next. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { legacyError } from '../domain/errors.ts';
import type { LegacyPipelineResult } from '../domain/legacy-results.ts';
import { PipelineExecutor } from '../pipeline-executor.ts';
import type { DataSource } from '../script-executor.ts';
import { formatOption, rule, workspaceOption, type LegacyCommand } from './legacy-command.ts';
import { defaultThresholds } from './show-config.ts';
import { dataSourceOption, testingModeOption, thresholdWarnings } from './test-script.ts';

export const testPipeline: LegacyCommand = {
  name: 'test-pipeline',
  arguments: ['pipeline_path'],
  options: {
    ...dataSourceOption,
    ...workspaceOption,
    ...formatOption,
    ...testingModeOption,
    'config-path': {},
    'enable-data-flow-validation': { kind: 'flag' },
    'memory-threshold': { kind: 'integer', default: defaultThresholds.pipeline_memory_mb },
    'time-threshold': { kind: 'number', default: defaultThresholds.pipeline_time_seconds },
  },
  run: async (read, surroundings) => {
    const { options } = read;
    const pipeline = String(read.arguments['pipeline_path']);
    if (!(await stat(resolve(surroundings.cwd, pipeline)).catch(() => undefined))) {
      throw legacyError('LEGACY_FAILED', { message: `Pipeline file not found: ${pipeline}` });
    }
    const result = await new PipelineExecutor(String(options['workspace-dir']), surroundings).executePipeline(pipeline, options['data-source'] as DataSource);
    const warnings = thresholdWarnings(
      { execution_time: result.total_duration, memory_usage: result.memory_peak },
      { memory_mb: Number(options['memory-threshold']), time_seconds: Number(options['time-threshold']) },
    );
    return {
      exit: result.success ? 0 : 1,
      document: result,
      asJson: options['output-format'] === 'json',
      lines: [...textOf(result), ...(warnings.length > 0 ? ['', 'Threshold Warnings:', ...warnings.map((warning) => `  ⚠ ${warning}`)] : [])],
      notices: [
        ...(options['output-format'] === 'json' ? warnings.map((warning) => `warning: ${warning}`) : []),
        ...(options['config-path'] === undefined ? [] : ['--config-path has no meaning any more: what a step needs stands in its specification']),
      ],
      banner: [`Testing pipeline: ${pipeline}`, `Data source: ${options['data-source']}`, rule],
    };
  },
};

function textOf(result: LegacyPipelineResult): string[] {
  return [
    `Pipeline Status: ${result.success ? 'SUCCESS' : 'FAILURE'}`,
    `Total Execution Time: ${result.total_duration.toFixed(2)} seconds`,
    `Peak Memory Usage: ${result.memory_peak} MB`,
    ...(result.error === null ? [] : [`Error: ${result.error}`]),
    '',
    'Step Results:',
    ...result.completed_steps.flatMap((step) => [
      `  - ${step.step_name}: ${step.status}`,
      `    Time: ${step.execution_time.toFixed(2)}s, Memory: ${step.memory_usage} MB`,
      ...(step.error_message === null ? [] : [`    Error: ${step.error_message}`]),
      ...listed('Data Flow Issues', step.data_validation_report?.issues ?? []),
      ...listed('Data Flow Warnings', step.data_validation_report?.warnings ?? []),
    ]),
  ];
}

function listed(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`    ${title}:`, ...items.map((item) => `      - ${item}`)];
}
