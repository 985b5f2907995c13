/** Turns a script's local data into its run specification, so that the new core tests it with the same files. */

import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Document, isMap, parseDocument } from 'yaml';
import { legacyError } from './domain/errors.ts';
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
  const before = await readFile(file, 'utf8').catch(() => undefined);
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
  const after = document.toString({ lineWidth: 0 });
  if (after !== before) await replaceFile(file, after);
  return file;
}

/** The inputs whose files lie below `prefix`: those that came from the manifest. */
function keysBelow(inputs: unknown, prefix: string): string[] {
  if (!isMap(inputs)) return [];
  const entries = Object.entries(inputs.toJSON() as Record<string, unknown>);
  return entries.filter(([, path]) => typeof path === 'string' && path.startsWith(prefix)).map(([key]) => key);
}
