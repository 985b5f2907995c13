/** Lists the files, folders and links that belong to patterns; links are recorded, never followed. */

import { byBytes, joinBytes, parentOf, showPath, type BytePath } from '../domain/byte-path.ts';
import { migrateError } from '../domain/errors.ts';
import { isExcluded, type ScopePattern } from '../domain/scope.ts';
import type { FileStatus, FileSystem } from './file-system.ts';

export interface ScannedPath {
  /** Relative to the root. */
  path: BytePath;
  status: FileStatus;
}

export interface Scan {
  /** Files, folders and links, in the order of their bytes. */
  found: ScannedPath[];
  /** Sockets, pipes and devices. */
  special: BytePath[];
  /** Plain patterns at whose path there is nothing, and globs that match nothing. */
  unmatched: string[];
}

/** Everything below `root` that the patterns name. Throws PATH_OUTSIDE when a folder on the way is a link. */
export function scan(files: FileSystem, root: BytePath, patterns: readonly ScopePattern[]): Scan {
  const found = new Map<BytePath, ScannedPath>();
  const special = new Set<BytePath>();
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const before = found.size + special.size;
    const start = statusInside(files, root, pattern.start);
    if (start === undefined) {
      unmatched.push(pattern.text);
      continue;
    }
    const known = new Set(found.keys());
    let matched = 0;
    const take = (path: BytePath, status: FileStatus): void => {
      matched++;
      if (status.kind === 'special') special.add(path);
      else if (!known.has(path)) found.set(path, { path, status });
    };
    visit(files, root, { path: pattern.start, status: start }, pattern, take);
    if (matched === 0 && found.size + special.size === before) unmatched.push(pattern.text);
  }
  return { found: [...found.values()].sort((a, b) => byBytes(a.path, b.path)), special: [...special].sort(byBytes), unmatched };
}

function visit(
  files: FileSystem,
  root: BytePath,
  at: ScannedPath,
  pattern: ScopePattern,
  take: (path: BytePath, status: FileStatus) => void,
  taken = pattern.matches === undefined,
): void {
  if (isExcluded(at.path)) return;
  const inside = taken || (at.path !== '' && pattern.matches?.(at.path) === true);
  if (inside && at.path !== '') take(at.path, at.status);
  if (at.status.kind !== 'folder') return;
  const folder = joinBytes(root, at.path);
  for (const name of files.list(at.path === '' ? root : folder)) {
    const path = joinBytes(at.path, name);
    const status = files.status(joinBytes(root, path));
    if (status) visit(files, root, { path, status }, pattern, take, inside);
  }
}

/** What lies at a path below root; every folder on the way must be a real folder, so that no link leads out. */
export function statusInside(files: FileSystem, root: BytePath, path: BytePath): FileStatus | undefined {
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
    const status = files.status(joinBytes(root, folder));
    if (status?.kind === 'link') {
      throw migrateError('PATH_OUTSIDE', {
        message: `${showPath(path)} lies behind the link ${showPath(folder)}`,
        hint: 'name the real folder: links are recorded, never followed',
        where: showPath(folder),
      });
    }
  }
  return files.status(path === '' ? root : joinBytes(root, path));
}

/** What lies at a path below root by real folders alone: behind a link there is nothing. `real` remembers folders that are. */
export function statusByFolders(files: FileSystem, root: BytePath, path: BytePath, real = new Set<BytePath>()): FileStatus | undefined {
  for (let folder = parentOf(path); folder !== '' && !real.has(folder); folder = parentOf(folder)) {
    if (files.status(joinBytes(root, folder))?.kind !== 'folder') return undefined;
    real.add(folder);
  }
  return files.status(joinBytes(root, path));
}
