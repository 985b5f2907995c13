/** discover-script: where a script is found, how big it is, and whether its main can be imported. */

import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { PipelineScriptExecutor } from '../script-executor.ts';
import { workspaceOption, type LegacyCommand } from './legacy-command.ts';

export const discoverScript: LegacyCommand = {
  name: 'discover-script',
  arguments: ['script_path'],
  options: workspaceOption,
  run: async (read, surroundings) => {
    const executor = new PipelineScriptExecutor(String(read.options['workspace-dir']), surroundings);
    const { path, importError } = await executor.discoverScript(String(read.arguments['script_path']));
    const { size } = await stat(path);
    const shown = relative(surroundings.cwd, path);
    return {
      exit: 0,
      document: { schema_version: 1, script_path: shown, exists: true, size_bytes: size, main_importable: importError === null, error_message: importError },
      lines: [
        `Script discovered: ${shown}`,
        'Script exists: True',
        `Script size: ${size} bytes`,
        `Main function: ${importError === null ? 'Successfully imported' : `Import failed - ${importError}`}`,
      ],
    };
  },
};
