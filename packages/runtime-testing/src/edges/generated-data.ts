/** Writes the data that a schema declares, and tells whether a file is such data. */

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generatedText, type GeneratedFormat } from '../domain/generated-rows.ts';
import type { DataSchema } from '../domain/specification.ts';

/** Where the data for an input goes: the place itself if it is a file, else a file of the input's name in it. */
export function generatedFile(name: string, place: string, format: GeneratedFormat, isFile: boolean): string {
  return isFile || extname(place) !== '' ? place : join(place, `${name}.${format}`);
}

/**
 * Writes the data of `schema` to `file`, row by row; the same schema gives the same bytes. What is there already stays as it
 * is: then false is returned. The file appears only when it is complete.
 */
export async function writeGeneratedData(schema: DataSchema, format: GeneratedFormat, file: string): Promise<boolean> {
  if (await stat(file).catch(() => undefined)) return false;
  await mkdir(dirname(file), { recursive: true });
  const unfinished = join(dirname(file), `.${process.pid}-${unfinishedCount++}.tmp`);
  try {
    await pipeline(Readable.from(pieces(schema, format)), createWriteStream(unfinished, { flags: 'wx' }));
    // Whoever was quicker with data of their own keeps it.
    if (await stat(file).catch(() => undefined)) return false;
    await rename(unfinished, file);
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

let unfinishedCount = 0;

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
