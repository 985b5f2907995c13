/** Changes to the text of a local data manifest: comments, order and everything that is not changed stay. */

import { Document, isAlias, isMap, parseDocument, type YAMLMap } from 'yaml';
import type { DataEntry } from './manifest.ts';

/** The text with one more entry of a script, or with the entry of that key replaced. An empty text becomes a new manifest. */
export function withData(text: string, script: string, key: string, entry: DataEntry): string {
  const document = text.trim() === '' ? newManifest() : parseDocument(text);
  // A name with nothing behind it is how a hand leaves an empty section.
  for (const path of [['scripts'], ['scripts', script]]) if (mapAt(document, path) === undefined) document.setIn(path, document.createNode({}));
  // In order, as the old tester wrote them.
  document.setIn(['scripts', script, key], document.createNode(Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))));
  return printDocument(document, text);
}

/** The text without a script's entry of that key, or without any of its data. A section that would be left empty goes, too. */
export function withoutData(text: string, script: string, key: string | undefined): string {
  const document = parseDocument(text);
  for (const section of ['scripts', 'workspace_scripts']) {
    const entries = mapAt(document, [section, script]);
    if (entries === undefined) continue;
    if (key !== undefined) entries.delete(key);
    if (key === undefined || entries.items.length === 0) document.deleteIn([section, script]);
  }
  return printDocument(document, text);
}

/** A document as text, the ends of its lines as they were. */
export function printDocument(document: Document, before: string): string {
  const text = document.toString({ lineWidth: 0 });
  return before.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

/** What a workspace begins with. The example entry that the old tester put into it is left out: it never was data. */
function newManifest(): Document {
  return new Document({ version: '1.0', description: 'Local data manifest for pipeline testing', scripts: {} });
}

/** The map at a path; one that stands for another by an alias becomes a copy, since only this one is to change. */
function mapAt(document: Document, path: readonly string[]): YAMLMap | undefined {
  const node = document.getIn(path, true);
  const map = isAlias(node) ? node.resolve(document)?.clone() : node;
  if (!isMap(map)) return undefined;
  if (map !== node) document.setIn(path, map);
  return map;
}
