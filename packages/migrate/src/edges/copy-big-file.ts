/**
 * Copies a big file piece by piece. Where the disk can, pieces go past the system's cache: that takes half the time, they are
 * read back from the disk itself, and what others have in the cache stays there.
 */

import { createHash } from 'node:crypto';
import type { CopiedFile, CopyRequest } from './copy-file.ts';
import { errorCode, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';

/** A multiple of what any disk writes at once, and enough for one that turns. */
const pieceBytes = 4 << 20;
/** What is all zeros over this length is left a hole. */
const holeBytes = 64 << 10;
const zeros = Buffer.alloc(holeBytes);
/** What says that the cache can't be passed by here. */
const unable = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** The copy as it is written, and as it is read back. */
interface Way {
  write: number;
  read: number | undefined;
}

/** Makes the copying function, which owns its buffers: its calls must not overlap. It takes a breath after each piece. */
export function makeBigCopier(files: FileSystem, pace: Pace): (request: CopyRequest) => Promise<CopiedFile> {
  const [piece, again] = alignedBuffers();

  /** Copies what was there at the first look and no more, so that a file that grows all the time comes to an end. */
  return async ({ from, to, mode, readBack }) => {
    const descriptors: number[] = [];
    const open = (...how: Parameters<FileSystem['open']>): number => {
      const descriptor = files.open(...how);
      descriptors.push(descriptor);
      return descriptor;
    };
    const wayOf = (write: number, read: 'read' | 'readDirect'): Way => ({ write, read: readBack ? open(to, read) : undefined });
    try {
      const source = open(from, 'read');
      const { sparse, sizeBytes } = files.statusOf(source);
      const plain = wayOf(open(to, 'create', 0o600), 'read');
      let direct = sparse ? undefined : whereAble(() => wayOf(open(to, 'writeDirect'), 'readDirect'));
      // Of the full length from the start, so that holes can be read back as well.
      if (sparse) files.setSize(plain.write, sizeBytes);
      const hash = createHash('sha256');
      let position = 0;
      let readsBack = true;
      const put = (data: Buffer, way: Way): void => {
        if (sparse) writeAroundHoles(files, way.write, data, position);
        else files.write(way.write, data, position);
        if (way.read !== undefined && !holds(files, way.read, data, position, again)) readsBack = false;
      };
      while (position < sizeBytes) {
        const data = piece.subarray(0, files.read(source, piece.subarray(0, sizeBytes - position)));
        if (data.length === 0) break;
        hash.update(data);
        const way = data.length === pieceBytes && position % pieceBytes === 0 ? direct : undefined;
        const done = way !== undefined && whereAble(() => (put(data, way), true));
        if (!done) {
          put(data, plain);
          direct = undefined;
        }
        position += data.length;
        await pace(undefined);
      }
      files.setMode(to, mode & 0o777);
      const status = files.statusOf(source);
      return { sha256: hash.digest('hex'), status, steady: position === sizeBytes && status.sizeBytes === sizeBytes, readsBack };
    } finally {
      for (const descriptor of descriptors) files.close(descriptor);
    }
  };
}

/** Whether `data` lies at `position` of an open file; what is read goes into `into`. */
export function holds(files: FileSystem, copy: number, data: Buffer, position: number, into: Buffer): boolean {
  let length = 0;
  while (length < data.length) {
    const read = files.read(copy, into.subarray(0, data.length - length), position + length);
    if (read === 0 || !into.subarray(0, read).equals(data.subarray(length, length + read))) return false;
    length += read;
  }
  return true;
}

function whereAble<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!unable.has(errorCode(error) ?? '')) throw error;
    return undefined;
  }
}

function writeAroundHoles(files: FileSystem, target: number, data: Buffer, position: number): void {
  for (let at = 0; at < data.length; at += holeBytes) {
    const part = data.subarray(at, at + holeBytes);
    if (!part.equals(zeros.subarray(0, part.length))) files.write(target, part, position + at);
  }
}

/** Two buffers that begin where a page of memory does, as the way past the cache asks for: so does the memory of WebAssembly. */
function alignedBuffers(): [Buffer, Buffer] {
  const buffer = pages(2 * pieceBytes);
  return [Buffer.from(buffer, 0, pieceBytes), Buffer.from(buffer, pieceBytes, pieceBytes)];
}

function pages(bytes: number): ArrayBuffer {
  try {
    return new WebAssembly.Memory({ initial: bytes / 65_536, maximum: bytes / 65_536 }).buffer;
  } catch {
    // It reserves gigabytes of addresses, which `ulimit -v` may not allow. Other memory will do: the cache is gone through then.
    return new ArrayBuffer(bytes);
  }
}
