/** show-config: where the old tester worked, with which data, limits and history. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readHistory } from '../history.ts';
import { LocalDataManager } from '../local-data.ts';
import { formatOption, workspaceOption, type LegacyCommand } from './legacy-command.ts';

/** The limits that the old commands had where none was given. */
export const defaultThresholds = {
  script_memory_mb: 1024,
  script_time_seconds: 60,
  pipeline_memory_mb: 2048,
  pipeline_time_seconds: 300,
} as const;

export const showConfig: LegacyCommand = {
  name: 'show-config',
  options: { ...workspaceOption, ...formatOption },
  run: async ({ options }, { cwd }) => {
    const workspace = String(options['workspace-dir']);
    const folder = resolve(cwd, workspace);
    const config = {
      workspace_dir: workspace,
      workspace_exists: (await stat(folder).catch(() => undefined)) !== undefined,
      available_data_sources: ['synthetic', 'local'],
      available_testing_modes: ['pre_execution', 'post_execution'],
      available_output_formats: ['text', 'json'],
      default_thresholds: defaultThresholds,
      local_data_scripts: (await new LocalDataManager(folder).listAllScripts()).length,
      execution_history_entries: (await readHistory(folder)).length,
    };
    const lines = [
      'Runtime Testing Configuration:',
      '-'.repeat(40),
      `Workspace Directory: ${config.workspace_dir}`,
      `Workspace Exists: ${config.workspace_exists ? '✓' : '✗'}`,
      `Available Data Sources: ${config.available_data_sources.join(', ')}`,
      `Available Testing Modes: ${config.available_testing_modes.join(', ')}`,
      `Local Data Scripts: ${config.local_data_scripts}`,
      `Execution History Entries: ${config.execution_history_entries}`,
      '',
      'Default Thresholds:',
      ...Object.entries(config.default_thresholds).map(([name, value]) => `  ${name}: ${value}`),
    ];
    return { exit: 0, document: config, asJson: options['output-format'] === 'json', lines };
  },
};
