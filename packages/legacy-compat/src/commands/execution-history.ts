/** list-execution-history and clear-execution-history. */

import { resolve } from 'node:path';
import { legacyError } from '../domain/errors.ts';
import { clearHistory, readHistory } from '../history.ts';
import { formatOption, rule, workspaceOption, yesOption, type LegacyCommand } from './legacy-command.ts';

export const listExecutionHistory: LegacyCommand = {
  name: 'list-execution-history',
  options: { ...workspaceOption, 'script-name': {}, limit: { kind: 'integer', default: 10 }, ...formatOption },
  run: async ({ options }, { cwd }) => {
    const all = await readHistory(resolve(cwd, String(options['workspace-dir'])));
    const wanted = options['script-name'];
    const matching = all.filter((entry) => wanted === undefined || entry.script_name === wanted);
    const entries = matching.slice(Math.max(0, matching.length - Math.max(0, Number(options['limit']))));
    const lines = entries.toReversed().flatMap((entry, i) => {
      const { success, execution_time: seconds, memory_usage: memory, error_message: error } = entry.execution_result;
      return [
        `${i + 1}. Script: ${entry.script_name}`,
        `   Status: ${success ? 'SUCCESS' : 'FAILURE'}`,
        `   Time: ${seconds.toFixed(2)}s`,
        `   Memory: ${memory} MB`,
        ...(error === null ? [] : [`   Error: ${error}`]),
        '',
      ];
    });
    const title = [`Execution History (${entries.length} entries):`, rule];
    return { exit: 0, document: entries, asJson: options['output-format'] === 'json', lines: entries.length > 0 ? [...title, ...lines] : ['No execution history found'] };
  },
};

export const clearExecutionHistory: LegacyCommand = {
  name: 'clear-execution-history',
  options: { ...workspaceOption, ...yesOption },
  run: async ({ options }, { cwd, confirm }) => {
    if (options['yes'] !== true && !(await confirm('Are you sure you want to clear execution history?'))) {
      throw legacyError('ABORTED', { message: 'Aborted!' });
    }
    await clearHistory(resolve(cwd, String(options['workspace-dir'])));
    return { exit: 0, document: { schema_version: 1, cleared: true }, lines: ['Execution history cleared'] };
  },
};
