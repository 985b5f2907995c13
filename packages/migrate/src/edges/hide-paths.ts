/** Shows something else in the place of our own paths: they are of no interest, and differ from one run to the next. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLimitBytes } from '../domain/compare-content.ts';
import type { FileEntry, Outcome } from '../domain/outcome.ts';

/** Paths of ours, and what is shown in their place. */
export type HiddenPaths = readonly (readonly [path: string, shown: string])[];

export function hidePaths(text: string, hidden: HiddenPaths): string {
  return hidden.reduce((shown, [path, name]) => (shown.includes(path) ? shown.replaceAll(path, () => name) : shown), text);
}

/** A value with the paths in its texts hidden. */
export function hideInValue(value: NonNullable<Outcome['value']>, hidden: HiddenPaths): NonNullable<Outcome['value']> {
  const text = JSON.stringify(value);
  const escaped = hidden.map(([path, name]) => [JSON.stringify(path).slice(1, -1), name] as const);
  const shown = hidePaths(text, escaped);
  return shown === text ? value : (JSON.parse(shown) as NonNullable<Outcome['value']>);
}

/** The listed files of a folder with the paths hidden in their texts, which are written anew, and in the targets of links. */
export async function hideInFiles(folder: string, files: Readonly<Record<string, FileEntry>>, hidden: HiddenPaths): Promise<Record<string, FileEntry>> {
  const shown: Record<string, FileEntry> = {};
  for (const [path, entry] of Object.entries(files)) {
    if (entry.kind === 'file') shown[path] = await hideInFile(join(folder, path), entry, hidden);
    else shown[path] = entry.kind === 'link' ? { ...entry, target: hidePaths(entry.target, hidden) } : entry;
  }
  return shown;
}

async function hideInFile(file: string, entry: Extract<FileEntry, { kind: 'file' }>, hidden: HiddenPaths): Promise<FileEntry> {
  if (entry.bytes > readLimitBytes) return entry;
  const content = await readFile(file);
  if (!hidden.some(([path]) => content.includes(path)) || content.includes(0) || !isUtf8(content)) return entry;
  const bytes = Buffer.from(hidePaths(content.toString('utf8'), hidden));
  // Never in place: the file may be another name of one that is the user's.
  await rm(file);
  await writeFile(file, bytes, { flag: 'wx' });
  return { ...entry, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
