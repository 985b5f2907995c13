/** Shares content within the store: by reflink where the file system can, else by hard link, else not at all. */

import type { BytePath } from '../domain/byte-path.ts';
import { errorCode, type FileSystem } from './file-system.ts';

/** Gives `to` the content of the stored file `from`; false when it is not there with that size, or can't be shared. */
export type Share = (from: BytePath, to: BytePath, sizeBytes: number) => boolean;

/** Reasons not to share but to copy: too many links, another file system, not allowed or not known there. */
const unshareable = new Set(['EMLINK', 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ENOTTY']);

/** Never to be used with a file of the user's: an editor that writes in place would change the backup with it. */
export function makeSharer(files: FileSystem): Share {
  let reflinks = true;
  return (from, to, sizeBytes) => {
    const stored = files.status(from);
    if (stored?.kind !== 'file' || stored.sizeBytes !== sizeBytes) return false;
    if (reflinks) {
      reflinks = attempt(files, to, () => files.reflink(from, to));
      if (reflinks) return true;
    }
    return attempt(files, to, () => files.hardLink(from, to));
  };
}

function attempt(files: FileSystem, to: BytePath, share: () => void): boolean {
  try {
    share();
    return true;
  } catch (error) {
    if (!unshareable.has(errorCode(error) ?? '')) throw error;
    if (files.status(to) !== undefined) files.removeFile(to);
    return false;
  }
}
