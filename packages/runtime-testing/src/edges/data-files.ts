/** Finds the data files at a place that a script wrote to. */

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatOf, isTemporary, type DataFile, type DataFormat } from '../domain/compat/data-files.ts';

export interface FoundFile extends DataFile {
  format: DataFormat;
}

const deepest = 4;
const most = 5000;

/** The files at `place` that are neither temporary nor empty; itself if it is a file. */
export async function findDataFiles(place: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const stats = await stat(path).catch(() => undefined);
    if (!stats || found.length >= most) return;
    if (stats.isDirectory()) {
      if (depth === deepest) return;
      for (const name of await readdir(path).catch((): string[] => [])) if (!isTemporary(name)) await visit(join(path, name), depth + 1);
    } else if (stats.isFile() && stats.size > 0) {
      found.push({ path, modifiedMs: stats.mtimeMs, sizeBytes: stats.size, format: formatOf(path, await firstBytes(path, 4096)) });
    }
  };
  await visit(place, 0);
  return found;
}

/** The first bytes of a file; none where it can't be read. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (!file) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
