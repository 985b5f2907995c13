/** What is done for many files at a time, each kind a function of one item, so that any thread can do it. */

import type { BytePath } from '../domain/byte-path.ts';
import { hashWithBreaths } from './content.ts';
import { makeCopier, type CopiedFile, type CopyRequest } from './copy-file.ts';
import { errorCode, isMissing, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { makeSharer } from './share.ts';

export interface FileWork {
  /** The digest of a file's bytes. */
  digest: { item: { path: BytePath; sizeBytes: number }; result: string };
  /** What is wrong with a file that is to have this digest; any will do when it is undefined. */
  check: { item: { path: BytePath; sha256: string | undefined }; result: 'missing' | 'damaged' | undefined };
  /** Undefined when the source went, or became something else, since it was looked at. */
  copy: { item: CopyRequest & { mtimeNs?: bigint }; result: CopiedFile | undefined };
  /** Whether the stored file `from` now shares its content with `to`. */
  share: { item: { from: BytePath; to: BytePath; sizeBytes: number }; result: boolean };
  remove: { item: BytePath; result: void };
}

export type WorkName = keyof FileWork;
export type Item<W extends WorkName> = FileWork[W]['item'];
export type Result<W extends WorkName> = FileWork[W]['result'];
export type Worker<W extends WorkName> = (item: Item<W>) => Result<W> | Promise<Result<W>>;

/** Makes the function that does one kind of work; its calls must not overlap. Only a big file takes it more than one turn. */
export function makeWorker<W extends WorkName>(files: FileSystem, name: W, pace: Pace): Worker<W> {
  const makers: { [N in WorkName]: () => Worker<N> } = {
    digest: () => ({ path, sizeBytes }) => hashWithBreaths(files, path, { sizeBytes }, pace),
    check: () => makeCheckWorker(files, pace),
    copy: () => makeCopyWorker(files, pace),
    share: () => {
      const share = makeSharer(files);
      return ({ from, to, sizeBytes }) => share(from, to, sizeBytes);
    },
    remove: () => (path) => files.removeFile(path),
  };
  return makers[name]();
}

function makeCheckWorker(files: FileSystem, pace: Pace): Worker<'check'> {
  return ({ path, sha256 }) =>
    attempt<string, Result<'check'>>(() => hashWithBreaths(files, path, sha256 === undefined ? {} : { sha256 }, pace), {
      succeeded: (digest) => (sha256 === undefined || digest === sha256 ? undefined : 'damaged'),
      failed: (error) => {
        if (isMissing(error)) return 'missing';
        // A link or a folder in its place, or a sector that can't be read.
        if (['ELOOP', 'EMLINK', 'EISDIR', 'EIO'].includes(errorCode(error) ?? '')) return 'damaged';
        throw error;
      },
    });
}

function makeCopyWorker(files: FileSystem, pace: Pace): Worker<'copy'> {
  const copy = makeCopier(files, pace);
  return (item) =>
    attempt<CopiedFile, Result<'copy'>>(() => copy(item), {
      succeeded: (copied) => {
        if ((item.mode & 0o7000) !== 0) files.setMode(item.to, item.mode);
        if (item.mtimeNs !== undefined) files.setTime(item.to, item.mtimeNs);
        return copied;
      },
      failed: (error) => {
        if (isMissing(error) || ['EINVAL', 'ELOOP', 'EISDIR'].includes(errorCode(error) ?? '')) return undefined;
        throw error;
      },
    });
}

/** What becomes of the work's result, or of its error, whether it is there at once or later. */
function attempt<T, R>(work: () => T | Promise<T>, { succeeded, failed }: { succeeded: (result: T) => R; failed: (error: unknown) => R }): R | Promise<R> {
  try {
    const result = work();
    return result instanceof Promise ? result.then(succeeded).catch(failed) : succeeded(result);
  } catch (error) {
    return failed(error);
  }
}
