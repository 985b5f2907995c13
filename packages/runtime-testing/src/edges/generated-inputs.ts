/** Provides the inputs that a specification declares a schema for; data that is there already is never touched. */

import { readdir } from 'node:fs/promises';
import type { GeneratedFormat } from '../domain/generated-rows.ts';
import type { Places } from '../domain/places.ts';
import type { SourceFacts } from '../domain/run.ts';
import type { DataSchema } from '../domain/specification.ts';
import { generatedFile, isGenerated, writeGeneratedData } from './generated-data.ts';

export interface GeneratedInput {
  input: string;
  /** Absolute. */
  file: string;
  format: GeneratedFormat;
  rows: number;
  seed: number;
  /** False where the file was there before. */
  written: boolean;
}

/** What is known of a script whose inputs are to be provided. */
interface Wanting {
  places: Pick<Places, 'inputPaths'>;
  schemas: Readonly<Record<string, DataSchema>>;
  source: Pick<SourceFacts, 'input_paths'>;
}

/** Generates what is not there; the inputs that hold generated data, now or since before. */
export async function provideInputs(read: Wanting): Promise<GeneratedInput[]> {
  const generated: GeneratedInput[] = [];
  for (const [input, place] of Object.entries(read.places.inputPaths)) {
    const schema = read.schemas[input];
    const format = schema?.format ?? 'csv';
    if (!schema || format === 'parquet') continue;
    const made = { input, file: inputFile(read, input, format), format, rows: schema.rows, seed: schema.seed };
    if ((await hasNothing(place)) && (await writeGeneratedData(schema, format, made.file))) generated.push({ ...made, written: true });
    else if (await isGenerated(schema, format, made.file)) generated.push({ ...made, written: false });
  }
  return generated;
}

/** The files of inputs that hold generated data by now. */
export async function generatedFiles(read: Wanting): Promise<string[]> {
  const files: string[] = [];
  for (const input of Object.keys(read.places.inputPaths)) {
    const schema = read.schemas[input];
    const format = schema?.format ?? 'csv';
    if (!schema || format === 'parquet') continue;
    const file = inputFile(read, input, format);
    if (await isGenerated(schema, format, file)) files.push(file);
  }
  return files;
}

/** Where the generated data of an input goes. */
export function inputFile(read: Pick<Wanting, 'places' | 'source'>, input: string, format: GeneratedFormat): string {
  const opened = read.source.input_paths.some((use) => use.name === input && use.file === true);
  return generatedFile(input, read.places.inputPaths[input]!, format, opened);
}

/** Whether a place is not there, or is an empty folder. */
async function hasNothing(place: string): Promise<boolean> {
  return readdir(place).then(
    (entries) => entries.length === 0,
    (cause: NodeJS.ErrnoException) => cause.code === 'ENOENT',
  );
}
