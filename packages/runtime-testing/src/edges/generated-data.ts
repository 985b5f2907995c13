/** Writes the data that a schema declares, and tells whether a file is such data. */

import { createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generatedText, type GeneratedFormat } from '../domain/generated-rows.ts';
import type { DataSchema } from '../domain/specification.ts';
import { makeFolder } from './make-folder.ts';

/** Where the data for an input goes: the place itself if it is a file, else a file of the input's name in it. */
export function generatedFile(name: string, place: string, format: GeneratedFormat, isFile: boolean): string {
  return isFile || extname(place) !== '' ? place : join(place, `${name}.${format}`);
}

/**
 * Writes the data of `schema` to `file`, row by row; the same schema gives the same bytes. What is there already stays as it
 * is: then false is returned. The file appears only when it is complete.
 */
export async function writeGeneratedData(schema: DataSchema, format: GeneratedFormat, file: string): Promise<boolean> {
  if (await lstat(file).catch(() => undefined)) return false;
  makeFolder(dirname(file));
  const unfinished = join(dirname(file), `.${process.pid}-${unfinishedCount++}.tmp`);
  try {
    await pipeline(Readable.from(pieces(schema, format)), createWriteStream(unfinished, { flags: 'wx' }));
    return await putInPlace(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

let unfinishedCount = 0;

/** Gives a finished file its name; false where something has that name, which then stays. */
export async function putInPlace(finished: string, file: string): Promise<boolean> {
  try {
    await link(finished, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A disk without hard links: a name that someone takes in this very moment would be lost.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (await lstat(file).catch(() => undefined)) return false;
    await rename(finished, file);
    return true;
  }
}

/** Whether `file` holds exactly what would be generated, so that it is known for made-up data later, too. */
export async function isGenerated(schema: DataSchema, format: GeneratedFormat, file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return false;
  const expected = pieces(schema, format);
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    while (rest.length < chunk.length) {
      const next = expected.next();
      if (next.done === true) return false;
      rest = Buffer.concat([rest, Buffer.from(next.value)]);
    }
    if (!rest.subarray(0, chunk.length).equals(chunk)) return false;
    rest = rest.subarray(chunk.length);
  }
  return rest.length === 0 && expected.next().done === true;
}

/** The text in pieces worth a write each. */
function* pieces(schema: DataSchema, format: GeneratedFormat): Generator<string> {
  let piece = '';
  for (const text of generatedText(schema, format)) {
    piece += text;
    if (piece.length < 64 * 1024) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
