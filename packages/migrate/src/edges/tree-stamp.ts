/** A stamp of the user's tree, by which it is seen that a run changed it. */

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bigger trees are not looked at: that would cost more than the run. */
const entriesLimit = 20_000;
const left = new Set(['.git', '.cutover', 'node_modules', 'backups']);

/** Size and times of each file below `root`; undefined where there are too many. Folders that tools keep for themselves are left out. */
export async function stampTree(root: string): Promise<Map<string, string> | undefined> {
  const stamps = new Map<string, string>();
  const walk = async (folder: string): Promise<boolean> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (left.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!(await walk(path))) return false;
        continue;
      }
      if (stamps.size >= entriesLimit) return false;
      const status = await lstat(join(root, path)).catch(() => undefined);
      if (status) stamps.set(path, `${status.size} ${status.mtimeMs} ${status.ino}`);
    }
    return true;
  };
  return (await walk('')) ? stamps : undefined;
}

/** The paths whose stamps differ, came or went. */
export function changedPaths(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort((a, b) => (a < b ? -1 : 1));
}
