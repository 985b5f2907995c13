/** Changes to the text of a local data manifest: comments, order and everything that is not changed stay. */

import { Document, isAlias, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { DataEntry } from './manifest.ts';

/** The text with one more entry of a script, or with the entry of that key replaced. An empty text becomes a new manifest. */
export function withData(text: string, script: string, key: string, entry: DataEntry): string {
  const document = text.trim() === '' ? newManifest() : parseDocument(text);
  // A name with nothing behind it is how a hand leaves an empty section.
  if (mapAt(document, ['scripts']) === undefined) document.setIn(['scripts'], document.createNode({}));
  if (mapAt(document, ['scripts', script]) === undefined) putInOrder(document, mapAt(document, ['scripts'])!, script, {});
  putInOrder(document, mapAt(document, ['scripts', script])!, key, Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return printDocument(document, text);
}

/** The old tester kept its keys in order: where they are, a new one takes its place among them, else it comes last. */
function putInOrder(document: Document, map: YAMLMap, name: string, value: unknown): void {
  const names = map.items.map((item) => String(isScalar(item.key) ? item.key.value : item.key));
  map.set(name, document.createNode(value));
  const next = names.findIndex((other) => other > name);
  if (names.includes(name) || next === -1 || !names.every((other, i) => i === 0 || names[i - 1]! <= other)) return;
  // What is said before the first of them is kept with the map, and would be said of the new one.
  const first = map.items[0]?.key;
  if (next === 0 && isScalar(first) && map.commentBefore) {
    first.commentBefore = map.commentBefore;
    delete map.commentBefore;
  }
  map.items.splice(next, 0, map.items.pop()!);
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
