/** Small text files through the file-system port: read whole, written whole and flushed, replaced by rename. */

import { joinBytes, parentOf, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { errorCode, type FileSystem } from './file-system.ts';

/** The bytes of a file, or undefined when there is none. */
export function readBytes(files: FileSystem, path: BytePath): Buffer | undefined {
  const status = files.status(path);
  if (status === undefined) return undefined;
  const descriptor = files.open(path, 'read');
  try {
    const chunks: Buffer[] = [];
    // All of it at once, and then whatever came meanwhile.
    for (let room = status.sizeBytes + 1; ; room = 4096) {
      const chunk = Buffer.allocUnsafe(Math.max(4096, room));
      const length = files.read(descriptor, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    files.close(descriptor);
  }
}

/** Writes a new file, or adds to one, and flushes it. */
export function writeFlushed(files: FileSystem, path: BytePath, data: string | Uint8Array, flag: 'create' | 'append' = 'create'): void {
  const descriptor = files.open(path, flag);
  try {
    files.write(descriptor, typeof data === 'string' ? Buffer.from(data) : data);
    files.flush(descriptor);
  } finally {
    files.close(descriptor);
  }
}

/** Puts a whole file in the place of another at once: whoever reads sees the old or the new text, also after a power cut. */
export function replaceFile(files: FileSystem, path: BytePath, data: string): void {
  const staged = toBytePath(`${path}.new`);
  if (files.status(staged)) files.removeFile(staged);
  writeFlushed(files, staged, data);
  files.rename(staged, path);
  flushFolder(files, parentOf(path));
}

/** Makes the entries of a folder survive a power cut. */
export function flushFolder(files: FileSystem, folder: BytePath): void {
  const descriptor = files.openFolder(folder);
  try {
    files.flush(descriptor);
  } finally {
    files.close(descriptor);
  }
}

/** Makes a folder and those above it where they are missing, also when another process does so at once; flushes who got an entry. */
export function ensureFolder(files: FileSystem, folder: BytePath): void {
  if (files.status(folder) !== undefined) return;
  const parent = parentOf(folder);
  ensureFolder(files, parent);
  try {
    files.makeFolder(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || files.status(folder)?.kind !== 'folder') throw error;
  }
  flushFolder(files, parent);
}

/** Removes a file, or a folder with all that is in it; nothing there is fine. Only for our own folders. */
export function removeTree(files: FileSystem, path: BytePath): void {
  const status = files.status(path);
  if (status === undefined) return;
  if (status.kind !== 'folder') {
    files.removeFile(path);
    return;
  }
  for (const name of files.list(path)) removeTree(files, joinBytes(path, name));
  files.removeFolder(path);
}
