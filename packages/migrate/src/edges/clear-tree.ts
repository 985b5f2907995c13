/** Removes folders of ours with all that is in them, which may be many files: some file systems take long to let go of each. */

import { joinBytes, type BytePath } from '../domain/byte-path.ts';
import type { FileSystem } from './file-system.ts';
import { spread } from './spread.ts';

/** Removes a folder with all that is in it; nothing there is fine. */
export async function clearTree(files: FileSystem, folder: BytePath): Promise<void> {
  if (files.status(folder) === undefined) return;
  const { folders, others } = listTree(files, folder);
  await spread(files, 'remove', others, { pace: () => undefined, what: 'tidying up' });
  for (const each of folders.toReversed()) files.removeFolder(each);
}

/** Folders before what is in them. */
function listTree(files: FileSystem, root: BytePath): { folders: BytePath[]; others: BytePath[] } {
  const folders = [root];
  const others: BytePath[] = [];
  for (const folder of folders) {
    for (const name of files.list(folder)) {
      const path = joinBytes(folder, name);
      (files.status(path)?.kind === 'folder' ? folders : others).push(path);
    }
  }
  return { folders, others };
}
