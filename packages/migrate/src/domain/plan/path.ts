/** Paths of a project as texts with `/`, relative to its root. */

/** The folder of a path; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last step of a path. */
export function basenameOf(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1)!;
}

/** `relative` seen from `folder`, without `.` and `..`; undefined when it leads out of the project. */
export function joinPath(folder: string, relative: string): string | undefined {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of relative.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join('/');
}

/** The folders above a path, nearest first, the root last. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}
