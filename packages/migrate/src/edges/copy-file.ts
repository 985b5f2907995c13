/** Copies a file while hashing the very bytes that are written; holes stay holes, and a change under way is noticed. */

import { createHash, hash as hashAtOnce } from 'node:crypto';
import type { BytePath } from '../domain/byte-path.ts';
import type { FileStatus, FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';

export interface CopiedFile {
  sha256: string;
  /** Of the source, before it was read. */
  status: FileStatus;
  /** False when the source changed while it was read: the copy is of no moment. */
  steady: boolean;
}

export type Copy = (from: BytePath, to: BytePath, mode: number) => Promise<CopiedFile>;

const chunkBytes = 4 << 20;
/** What is all zeros over this length is left a hole. */
const holeBytes = 64 << 10;
const zeros = Buffer.alloc(holeBytes);

/** Makes the copying function, which owns one buffer: its calls must not overlap. */
export function makeCopier(files: FileSystem, pace: Pace): Copy {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  return async (from, to, mode) => {
    const source = files.open(from, 'read');
    try {
      const status = files.statusOf(source);
      const target = files.open(to, 'create', mode);
      try {
        const sha256 = await pump(source, target, status);
        return { sha256, status, steady: isSame(status, files.statusOf(source)) };
      } finally {
        files.close(target);
      }
    } finally {
      files.close(source);
    }
  };

  async function pump(source: number, target: number, { sizeBytes, sparse }: FileStatus): Promise<string> {
    const first = fill(files, source, chunk, sizeBytes);
    if (first === sizeBytes && !sparse) {
      if (first > 0) files.write(target, chunk.subarray(0, first));
      return hashAtOnce('sha256', chunk.subarray(0, first));
    }
    const hash = createHash('sha256');
    let position = 0;
    for (let length = first; length > 0; length = fill(files, source, chunk, sizeBytes - position)) {
      const data = chunk.subarray(0, length);
      hash.update(data);
      if (sparse) writeAroundHoles(target, data, position);
      else files.write(target, data, position);
      position += length;
      await pace(undefined);
    }
    if (sparse) files.setSize(target, position);
    return hash.digest('hex');
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

/** Reads until the buffer is full, `wanted` bytes are there, or the file ends. */
function fill(files: FileSystem, source: number, chunk: Buffer, wanted: number): number {
  const limit = Math.min(chunk.length, wanted);
  let length = 0;
  while (length < limit) {
    const read = files.read(source, chunk.subarray(length, limit));
    if (read === 0) break;
    length += read;
  }
  return length;
}
