/** Compares trees by content, compiled files left out: a module with its backup, a replacement with what lies in its place. */

import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { isCompiled } from '../domain/content-patterns.ts';
import type { Entry } from '../domain/entry.ts';
import { parsePattern } from '../domain/scope.ts';
import { hashFile } from './content.ts';
import type { FileSystem } from './file-system.ts';
import { scan } from './scan.ts';

/** Whether all that `from` names below `root` lies at `to` with the same bytes, kinds and executable bits, and nothing else does. */
export function isSameTree(files: FileSystem, root: string, from: string, to: string): boolean {
  const [source, target] = [parsePattern(from).start, parsePattern(to).start];
  const [wanted, there] = [contentAt(files, root, [from]), contentAt(files, root, [to])];
  const moved = [...wanted].map(([path, content]) => [`${target}${path.slice(source.length)}`, content] as const);
  return isSame(new Map(moved), there);
}

/** Whether what the patterns name is as a backup's entries have it; times and folders are not content. */
export function isAsBackedUp(files: FileSystem, root: string, patterns: readonly string[], entries: readonly Entry[]): boolean {
  const kept = entries.flatMap((entry) => {
    if (entry.kind === 'folder' || isCompiled(entry.path)) return [];
    return [[entry.path, entry.kind === 'link' ? `link ${entry.target}` : `${executable(entry.mode)} ${entry.sha256}`] as const];
  });
  return isSame(new Map<string, string>(kept), contentAt(files, root, patterns));
}

function contentAt(files: FileSystem, root: string, patterns: readonly string[]): Map<string, string> {
  const rootPath = toBytePath(root);
  const { found } = scan(files, rootPath, patterns.map(parsePattern));
  const content = (path: BytePath, kind: string, mode: number): string =>
    kind === 'link' ? `link ${files.readLink(joinBytes(rootPath, path))}` : `${executable(mode)} ${hashFile(files, joinBytes(rootPath, path))}`;
  return new Map(found.flatMap(({ path, status }) => (status.kind === 'folder' || isCompiled(path) ? [] : [[path, content(path, status.kind, status.mode)] as const])));
}

function executable(mode: number): string {
  return (mode & 0o111) === 0 ? 'file' : 'executable';
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, content]) => b.get(path) === content);
}
