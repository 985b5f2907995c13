/** Copies a file while hashing the very bytes that are written, and reads the copy back; holes stay holes. */

import { hash } from 'node:crypto';
import type { BytePath } from '../domain/byte-path.ts';
import { holds, makeBigCopier } from './copy-big-file.ts';
import type { FileStatus, FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';

export interface CopyRequest {
  from: BytePath;
  /** Must not exist. */
  to: BytePath;
  mode: number;
  /** Whether the copy is read at once, and compared with what was written. */
  readBack: boolean;
}

export interface CopiedFile {
  sha256: string;
  /** Of the source, once it was read. */
  status: FileStatus;
  /** False when the source grew or shrank while it was read: the copy is of no moment. */
  steady: boolean;
  /** False when the copy was read and is not as it was written: the disk is not to be trusted. */
  readsBack: boolean;
}

/** At once for a file that fits into the buffer; else with a breath after each piece. */
export type Copy = (request: CopyRequest) => CopiedFile | Promise<CopiedFile>;

/** As much as a core's own cache holds. */
const chunkBytes = 1 << 20;

/** Makes the copying function, which owns its buffers: its calls must not overlap. */
export function makeCopier(files: FileSystem, pace: Pace): Copy {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  const again = Buffer.allocUnsafeSlow(chunkBytes);
  let copyBig: ReturnType<typeof makeBigCopier> | undefined;

  return (request) => {
    const source = files.open(request.from, 'read');
    try {
      const length = files.read(source, chunk);
      const status = files.statusOf(source);
      // A read of a plain file that gives less than was asked for has come to its end.
      if (length < chunkBytes && length === status.sizeBytes && !status.sparse) return copyAtOnce(request, chunk.subarray(0, length), status);
    } finally {
      files.close(source);
    }
    copyBig ??= makeBigCopier(files, pace);
    return copyBig(request);
  };

  function copyAtOnce({ to, mode, readBack }: CopyRequest, data: Buffer, status: FileStatus): CopiedFile {
    const target = files.open(to, 'create', mode & 0o777);
    try {
      if (data.length > 0) files.write(target, data);
    } finally {
      files.close(target);
    }
    return { sha256: hash('sha256', data), status, steady: true, readsBack: !readBack || readsAs(to, data) };
  }

  function readsAs(path: BytePath, data: Buffer): boolean {
    const copy = files.open(path, 'read');
    try {
      return holds(files, copy, data, 0, again);
    } finally {
      files.close(copy);
    }
  }
}

/** Whether two looks at a file saw the same file unchanged. */
export function isSame(a: FileStatus, b: FileStatus): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.kind === b.kind && a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
