/** Tells which files change, in batches. */

import { existsSync } from 'node:fs';

/** Changes that come within this time belong together, ms. */
const settleMs = 80;
const neverWatched = /\/(node_modules|__pycache__|\.git|\.venv)(\/|$)/;

export interface FileChanges {
  /** The files changed since the last call, as soon as there are any; none once the signal is aborted. */
  next: () => Promise<string[]>;
  /** Watches these, too; what is watched already, or not there, does no harm. */
  add: (paths: readonly string[]) => void;
  close: () => Promise<void>;
}

/** Watches files, and folders with all in them, but for the folders `leftOut`. Paths are absolute. */
export async function watchFiles(paths: readonly string[], leftOut: readonly string[], signal: AbortSignal): Promise<FileChanges> {
  const { watch } = await import('chokidar');
  const known = new Set<string>();
  const fresh = (some: readonly string[]): string[] => {
    const found = some.filter((path) => !known.has(path) && existsSync(path));
    for (const path of found) known.add(path);
    return found;
  };
  const watcher = watch(fresh(paths), {
    ignoreInitial: true,
    ignored: (path) => leftOut.some((folder) => path === folder || path.startsWith(`${folder}/`)) || neverWatched.test(path),
  });
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(path);
    wake();
  });
  watcher.on('error', () => undefined);
  signal.addEventListener('abort', () => wake(), { once: true });
  await new Promise<void>((resolve) => void watcher.once('ready', resolve));
  return {
    next: async () => {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (changed.size > 0 || signal.aborted) resolve();
      });
      if (signal.aborted) return [];
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const files = [...changed];
      changed.clear();
      return files;
    },
    add: (more) => void watcher.add(fresh(more)),
    close: () => watcher.close(),
  };
}
