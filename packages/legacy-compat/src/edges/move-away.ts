/** Moves files into a backup: all are copied and the copies verified before the first is removed. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { legacyError } from '../domain/errors.ts';

export interface FileDigest {
  /** Relative to the folder the file is in, with `/`. */
  path: string;
  sha256: string;
}

/** Every plain file below `folder`, relative and in order. Links are left out: what they point to may be anybody's. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return files.map((path) => path.replaceAll(sep, '/')).sort();
}

/** SHA-256 of a file's content, in hex. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Moves `files` of `folder` into `backupFolder`, which must not exist yet: copies below `data/`, a manifest for `sha256sum -c`,
 * and `notes`, JSON documents by file name. Throws FILES_CHANGED, with nothing removed, when a file is not what its digest says.
 */
export async function moveAway(folder: string, files: readonly FileDigest[], backupFolder: string, notes: Record<string, object>): Promise<void> {
  await mkdir(dirname(resolve(backupFolder)), { recursive: true });
  await mkdir(backupFolder);
  for (const file of files) {
    const copy = join(backupFolder, 'data', file.path);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(folder, file.path), copy);
    await expectDigest(copy, file);
  }
  await writeFile(join(backupFolder, 'manifest-sha256.txt'), files.map(({ path, sha256 }) => `${sha256}  data/${path}\n`).join(''));
  for (const [name, note] of Object.entries(notes)) {
    await writeFile(join(backupFolder, name), `${JSON.stringify(note, undefined, 2)}\n`);
  }
  for (const file of files) await expectDigest(join(folder, file.path), file);
  for (const { path } of files) await rm(join(folder, path));
}

async function expectDigest(file: string, { path, sha256 }: FileDigest): Promise<void> {
  if ((await digestOf(file)) === sha256) return;
  throw legacyError('FILES_CHANGED', {
    message: `${path} changed while it was backed up; nothing was removed`,
    hint: 'stop the program that writes it, then try again',
    where: path,
  });
}
