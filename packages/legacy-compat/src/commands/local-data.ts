/** add-local-data, list-local-data and remove-local-data: the old commands around the old manifest. */

import { basename, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { legacyError } from '../domain/errors.ts';
import { LocalDataManager } from '../local-data.ts';
import { specifyLocalData } from '../local-data-specification.ts';
import { workspaceOption, yesOption, type LegacyCommand } from './legacy-command.ts';

const shortRule = '-'.repeat(40);

export const addLocalData: LegacyCommand = {
  name: 'add-local-data',
  arguments: ['script_name', 'data_files...'],
  options: { ...workspaceOption, description: { default: '' } },
  run: async (read, { cwd }) => {
    const script = String(read.arguments['script_name']);
    const files = read.arguments['data_files'] as string[];
    const workspace = resolve(cwd, String(read.options['workspace-dir']));
    const missing = [];
    for (const file of files) {
      if (!(await stat(resolve(cwd, file)).catch(() => undefined))?.isFile()) missing.push(file);
    }
    if (missing.length > 0) throw legacyError('LEGACY_FAILED', { message: `File not found: ${missing.join(', ')}; nothing was added` });
    const manager = new LocalDataManager(workspace);
    for (const [i, file] of files.entries()) {
      const key = files.length > 1 ? `input_data_${i + 1}` : 'input_data';
      await manager.addDataForScript(script, key, resolve(cwd, file), String(read.options['description']));
    }
    const specification = await specifyLocalData(workspace, script);
    const added = files.map((file) => `Added local data: ${basename(file)} for script ${script}`);
    return {
      exit: 0,
      document: { schema_version: 1, script_name: script, added: files.map((file) => basename(file)), specification },
      lines: [...added, `Local data files added successfully for ${script}`],
    };
  },
};

export const listLocalData: LegacyCommand = {
  name: 'list-local-data',
  options: { ...workspaceOption, 'script-name': {} },
  run: async ({ options }, { cwd }) => {
    const manager = new LocalDataManager(resolve(cwd, String(options['workspace-dir'])));
    const one = options['script-name'] === undefined ? undefined : String(options['script-name']);
    const scripts: Record<string, Record<string, object>> = {};
    const lines: string[] = [];
    for (const script of one === undefined ? await manager.listAllScripts() : [one]) {
      const data = Object.entries(await manager.listDataForScript(script));
      if (data.length === 0) continue;
      scripts[script] = Object.fromEntries(data.map(([key, { path, format, description, exists }]) => [key, { path, format, description, exists }]));
      if (one === undefined) lines.push('', `Script: ${script}`);
      for (const [key, { path, format, description, exists }] of data) {
        lines.push(`  ${exists ? '✓' : '✗'} ${key}: ${path} (${format})`);
        if (one !== undefined && description !== '') lines.push(`    Description: ${description}`);
      }
    }
    const title = one === undefined ? 'Available local data files:' : `Local data files for script: ${one}`;
    const nothing = one === undefined ? 'No local data files configured' : `No local data files configured for script: ${one}`;
    return { exit: 0, document: { schema_version: 1, scripts }, lines: lines.length > 0 ? [title, shortRule, ...lines] : [nothing] };
  },
};

export const removeLocalData: LegacyCommand = {
  name: 'remove-local-data',
  arguments: ['script_name'],
  options: { ...workspaceOption, 'data-key': {}, ...yesOption },
  run: async (read, { cwd, confirm }) => {
    const script = String(read.arguments['script_name']);
    const key = read.options['data-key'] === undefined ? undefined : String(read.options['data-key']);
    if (read.options['yes'] !== true && !(await confirm('Are you sure you want to remove the local data?'))) {
      throw legacyError('ABORTED', { message: 'Aborted!' });
    }
    const workspace = resolve(cwd, String(read.options['workspace-dir']));
    const removed = await new LocalDataManager(workspace).removeDataForScript(script, key);
    if (!removed) {
      const what = key === undefined ? script : `${script}.${key}`;
      throw legacyError('LEGACY_FAILED', { message: `Failed to remove local data: there is none for ${what}` });
    }
    await specifyLocalData(workspace, script);
    const line = key === undefined ? `Removed all local data for script: ${script}` : `Removed local data: ${script}.${key}`;
    return { exit: 0, document: { schema_version: 1, script_name: script, data_key: key ?? null, removed: true }, lines: [line] };
  },
};
