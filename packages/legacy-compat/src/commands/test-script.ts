/** test-script: one script in isolation, judged against the thresholds of the call. */

import type { LegacyTestDocument } from '../domain/legacy-results.ts';
import { PipelineScriptExecutor, type DataSource } from '../script-executor.ts';
import { formatOption, rule, workspaceOption, type LegacyCommand } from './legacy-command.ts';
import { defaultThresholds } from './show-config.ts';

export const dataSourceOption = { 'data-source': { choices: ['synthetic', 'local', 's3'], default: 'synthetic' } } as const;
export const testingModeOption = { 'testing-mode': { choices: ['pre_execution', 'post_execution'], default: 'pre_execution' } } as const;

export const testScript: LegacyCommand = {
  name: 'test-script',
  arguments: ['script_name'],
  options: {
    ...dataSourceOption,
    'data-size': { choices: ['small', 'medium', 'large'], default: 'small' },
    ...workspaceOption,
    ...formatOption,
    ...testingModeOption,
    'memory-threshold': { kind: 'integer', default: defaultThresholds.script_memory_mb },
    'time-threshold': { kind: 'number', default: defaultThresholds.script_time_seconds },
    'enable-contract-discovery': { kind: 'flag' },
  },
  run: async (read, surroundings) => {
    const { options } = read;
    const script = String(read.arguments['script_name']);
    const executor = new PipelineScriptExecutor(String(options['workspace-dir']), surroundings);
    const result = await executor.testScriptIsolation(script, options['data-source'] as DataSource);
    const thresholds = { memory_mb: Number(options['memory-threshold']), time_seconds: Number(options['time-threshold']) };
    const document: LegacyTestDocument = { ...result, threshold_warnings: thresholdWarnings(result, thresholds), thresholds };
    return {
      exit: result.status === 'FAIL' ? 1 : 0,
      document,
      asJson: options['output-format'] === 'json',
      lines: [...textOf(document), ...(options['enable-contract-discovery'] ? ['', 'Contract Discovery: Enabled', `Testing Mode: ${options['testing-mode']}`] : [])],
      banner: [`Testing script: ${script}`, `Data source: ${options['data-source']}`, `Data size: ${options['data-size']}`, rule],
    };
  },
};

/** What took longer or more memory than it may, in words. */
export function thresholdWarnings(
  used: { execution_time: number; memory_usage: number },
  { memory_mb: memory, time_seconds: seconds }: LegacyTestDocument['thresholds'],
): string[] {
  return [
    ...(used.execution_time > seconds ? [`Execution time (${used.execution_time.toFixed(2)}s) exceeds threshold (${seconds}s)`] : []),
    ...(used.memory_usage > memory ? [`Memory usage (${used.memory_usage}MB) exceeds threshold (${memory}MB)`] : []),
  ];
}

function textOf(result: LegacyTestDocument): string[] {
  const list = (title: string, mark: string, items: readonly string[]) => (items.length > 0 ? ['', `${title}:`, ...items.map((item) => `  ${mark} ${item}`)] : []);
  return [
    `Status: ${result.status}`,
    `Execution Time: ${result.execution_time.toFixed(2)} seconds`,
    `Memory Usage: ${result.memory_usage} MB`,
    ...(result.error_message === null ? [] : [`Error: ${result.error_message}`]),
    ...list('Threshold Warnings', '⚠', result.threshold_warnings),
    ...list('Recommendations', '-', result.recommendations),
  ];
}
