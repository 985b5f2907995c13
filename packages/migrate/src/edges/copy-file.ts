/** Copies a file while hashing the very bytes that are written, and reads the copy back; holes stay holes. */

import { createHash, hash as hashAtOnce } from 'node:crypto';
import type { BytePath } from '../domain/byte-path.ts';
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
/** What is all zeros over this length is left a hole. */
const holeBytes = 64 << 10;
const zeros = Buffer.alloc(holeBytes);

/** Makes the copying function, which owns its buffers: its calls must not overlap. */
export function makeCopier(files: FileSystem, pace: Pace): Copy {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  const again = Buffer.allocUnsafeSlow(chunkBytes);

  return (request) => {
    const source = files.open(request.from, 'read');
    let open = true;
    try {
      const length = files.read(source, chunk);
      const status = files.statusOf(source);
      // A read of a plain file that gives less than was asked for has come to its end.
      if (length < chunkBytes && length === status.sizeBytes && !status.sparse) return copyAtOnce(request, chunk.subarray(0, length), status);
      open = false;
      return pump(source, length, request, status).finally(() => files.close(source));
    } finally {
      if (open) files.close(source);
    }
  };

  function copyAtOnce({ to, mode, readBack }: CopyRequest, data: Buffer, status: FileStatus): CopiedFile {
    const target = files.open(to, 'create', mode & 0o777);
    try {
      if (data.length > 0) files.write(target, data);
    } finally {
      files.close(target);
    }
    const copied = { sha256: hashAtOnce('sha256', data), status, steady: true };
    if (!readBack) return { ...copied, readsBack: true };
    const copy = files.open(to, 'read');
    try {
      return { ...copied, readsBack: holds(copy, data) };
    } finally {
      files.close(copy);
    }
  }

  /** Copies what was there at the first look and no more, so that a file that grows all the time comes to an end. */
  async function pump(source: number, firstBytes: number, { to, mode, readBack }: CopyRequest, { sparse, sizeBytes }: FileStatus): Promise<CopiedFile> {
    const target = files.open(to, 'create', mode & 0o777);
    try {
      const copy = files.open(to, 'read');
      try {
        // Of the full length from the start, so that holes can be read back as well.
        if (sparse) files.setSize(target, sizeBytes);
        const hash = createHash('sha256');
        let position = 0;
        let readsBack = true;
        for (let length = Math.min(firstBytes, sizeBytes); length > 0; length = files.read(source, chunk.subarray(0, sizeBytes - position))) {
          const data = chunk.subarray(0, length);
          hash.update(data);
          if (sparse) writeAroundHoles(target, data, position);
          else files.write(target, data, position);
          readsBack = readsBack && (!readBack || holds(copy, data));
          position += length;
          await pace(undefined);
        }
        const status = files.statusOf(source);
        return { sha256: hash.digest('hex'), status, steady: position === sizeBytes && status.sizeBytes === sizeBytes, readsBack };
      } finally {
        files.close(copy);
      }
    } finally {
      files.close(target);
    }
  }

  /** Whether what is read next is `data`. */
  function holds(copy: number, data: Buffer): boolean {
    let length = 0;
    while (length < data.length) {
      const read = files.read(copy, again.subarray(0, data.length - length));
      if (read === 0 || !again.subarray(0, read).equals(data.subarray(length, length + read))) return false;
      length += read;
    }
    return true;
  }

  function writeAroundHoles(target: number, data: Buffer, position: number): void {
    for (let at = 0; at < data.length; at += holeBytes) {
      const piece = data.subarray(at, at + holeBytes);
      if (!piece.equals(zeros.subarray(0, piece.length))) files.write(target, piece, position + at);
    }
  }
}

/** Whether two looks at a file saw the same file unchanged. */
export function isSame(a: FileStatus, b: FileStatus): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.kind === b.kind && a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
