/** list-results and clean-workspace: what test runs left in the workspace. */

import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeId } from '@cutover/migrate/domain';
import { legacyError } from '../domain/errors.ts';
import { digestOf, filesBelow, moveAway } from '../edges/move-away.ts';
import { rule, workspaceOption, yesOption, type LegacyCommand } from './legacy-command.ts';

/** Folders of a workspace that tests write. Everything else in it belongs to the user. */
const resultFolders = ['inputs', 'outputs', 'input', 'output', 'metadata', 'logs'];

export const listResults: LegacyCommand = {
  name: 'list-results',
  options: workspaceOption,
  run: async ({ options }, { cwd }) => {
    const workspace = String(options['workspace-dir']);
    const folder = resolve(cwd, workspace);
    if (!(await isFolder(folder))) return { exit: 0, document: { schema_version: 1, results: [] }, lines: [`Workspace directory does not exist: ${workspace}`] };
    const results: { script_name: string; last_run: string | null }[] = [];
    for (const name of await testedScripts(folder)) {
      results.push({ script_name: name, last_run: await lastRun(folder, name) });
    }
    const lines = results.flatMap((each) => [`Script: ${each.script_name}`, ...(each.last_run ? [`  - Last run: ${each.last_run}`] : [])]);
    return { exit: 0, document: { schema_version: 1, results }, lines: [`Test results in: ${workspace}`, rule, ...(lines.length > 0 ? lines : ['No test results found'])] };
  },
};

export const cleanWorkspace: LegacyCommand = {
  name: 'clean-workspace',
  options: { ...workspaceOption, ...yesOption },
  run: async ({ options }, { cwd, now, confirm }) => {
    const workspace = String(options['workspace-dir']);
    const folder = resolve(cwd, workspace);
    if (!(await isFolder(folder))) return { exit: 0, document: { schema_version: 1, removed: [] }, lines: [`Workspace directory does not exist: ${workspace}`] };
    if (options['yes'] !== true && !(await confirm('Are you sure you want to clean the workspace?'))) {
      throw legacyError('ABORTED', { message: 'Aborted!' });
    }
    const files: { path: string; sha256: string }[] = [];
    // A link is the user's, and what it leads to anybody's.
    const own: string[] = [];
    for (const name of resultFolders) if ((await lstat(join(folder, name)).catch(() => undefined))?.isDirectory()) own.push(name);
    for (const name of own) {
      for (const path of await filesBelow(join(folder, name))) files.push({ path: `${name}/${path}`, sha256: await digestOf(join(folder, name, path)) });
    }
    const kept = join('cleaned', makeId(now(), now().getMilliseconds() * 65));
    if (files.length > 0) await moveAway(folder, files, join(folder, kept), {});
    for (const name of own) await rm(join(folder, name), { recursive: true, force: true });
    const lines = [`Cleaned workspace: ${workspace}`, ...(files.length > 0 ? [`${files.length} files are kept in ${join(workspace, kept)}`] : [])];
    return { exit: 0, document: { schema_version: 1, removed: files.map(({ path }) => path), kept_in: files.length > 0 ? join(workspace, kept) : null }, lines };
  },
};

async function testedScripts(folder: string): Promise<string[]> {
  const found = new Set<string>();
  for (const name of ['outputs', 'output']) {
    const entries = await readdir(join(folder, name), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) found.add(entry.name);
  }
  return [...found].sort();
}

async function lastRun(folder: string, script: string): Promise<string | null> {
  try {
    const captured = JSON.parse(await readFile(join(folder, 'metadata', `${script}_outputs.json`), 'utf8')) as { captured_at?: unknown };
    return typeof captured.captured_at === 'string' ? captured.captured_at : null;
  } catch {
    return null;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
