/** Turns a script's local data into its run specification, so that the new core tests it with the same files. */

import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { reasonOf } from '@cutover/runtime-testing';
import { Document, isMap, parseDocument } from 'yaml';
import { legacyError } from './domain/errors.ts';
import { printDocument } from './domain/manifest-text.ts';
import { oneAtATime } from './edges/one-at-a-time.ts';
import { replaceFile } from './edges/replace-file.ts';
import { LocalDataManager } from './local-data.ts';

/**
 * Brings `<script>.spec.yaml` in line with the manifest: each key is an input, `input` is the folder of the files as the old
 * tester gave it, and what left the manifest leaves the specification. Comments and everything else the user wrote stay;
 * doing it twice changes nothing. Gives the specification's path; undefined when there is neither data nor specification.
 */
export async function specifyLocalData(workspaceDir: string, script: string): Promise<string | undefined> {
  const workspace = resolve(workspaceDir);
  const file = join(workspace, `${script}.spec.yaml`);
  const read = () =>
    readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw legacyError('LEGACY_FAILED', { message: `can't read ${file}: ${reasonOf(cause)}`, where: file, cause });
    });
  const before = await read();
  const after = await specified(workspace, script, file, before);
  if (after === undefined) return undefined;
  // What another process wrote in the meantime is not lost.
  if (after !== before) await oneAtATime(file, async () => replaceFile(file, (await specified(workspace, script, file, await read())) ?? after));
  return file;
}

/** The specification's text with the script's data; undefined when there is neither. Throws LEGACY_FAILED. */
async function specified(workspace: string, script: string, file: string, before: string | undefined): Promise<string | undefined> {
  const manager = new LocalDataManager(workspace);
  const data = Object.entries(await manager.listDataForScript(script));
  if (before === undefined && data.length === 0) return undefined;

  const document: Document = before === undefined ? new Document({}) : parseDocument(before);
  if (document.errors[0] || !(document.contents === null || isMap(document.contents))) {
    throw legacyError('LEGACY_FAILED', { message: `${file} is not a specification`, hint: 'mend it or move it away', where: file });
  }
  if (before === undefined) document.commentBefore = ` What ${script} is tested with: made from the local data manifest, yours to edit.`;
  const place = (path: string) => relative(workspace, path).replaceAll('\\', '/');
  for (const [key, { file: source }] of data) document.setIn(['input_paths', key], place(source));
  const folder = place(join(manager.folder, script));
  if (data.length > 0 && !document.hasIn(['input_paths', 'input'])) document.setIn(['input_paths', 'input'], folder);
  for (const key of keysBelow(document.getIn(['input_paths']), `${folder}/`)) {
    if (!data.some(([name]) => name === key)) document.deleteIn(['input_paths', key]);
  }
  if (!document.hasIn(['output_paths'])) document.setIn(['output_paths', 'output'], `outputs/${script}`);
  return printDocument(document, before ?? '');
}

/** The inputs whose files lie below `prefix`: those that came from the manifest. */
function keysBelow(inputs: unknown, prefix: string): string[] {
  if (!isMap(inputs)) return [];
  const entries = Object.entries(inputs.toJSON() as Record<string, unknown>);
  return entries.filter(([, path]) => typeof path === 'string' && path.startsWith(prefix)).map(([key]) => key);
}
