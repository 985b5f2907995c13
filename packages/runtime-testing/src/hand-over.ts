/** Hands what one script wrote to the next one: which output is which input, whether it fits, and where it lies. */

import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { compareShape, judgeShape } from './domain/compat/compare-shape.ts';
import { chooseFiles } from './domain/compat/data-files.ts';
import { explainFailure, type GivenData } from './domain/compat/explain-failure.ts';
import type { PathMatch } from './domain/compat/compatibility-result.ts';
import type { NamedWriter, NameMatch } from './domain/compat/match-names.ts';
import type { ScriptResult } from './domain/result.ts';
import type { Host } from './domain/run.ts';
import { findDataFiles, type FoundFile } from './edges/data-files.ts';
import { isWithin } from './domain/selection.ts';
import { generatedFiles } from './edges/generated-inputs.ts';
import { missingInputs } from './edges/outputs.ts';
import { readShape } from './edges/data-shape.ts';
import { runScript, type ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

/** What is known of one edge. */
export interface HandOver {
  matches: PathMatch[];
  /** Each says what, where, and what to do. */
  issues: string[];
  /** What was not looked into. */
  notes: string[];
  /** The format written, and the one the reader declares or was given; of the best match. */
  formatA: string | null;
  formatB: string | null;
  /** The data of each match, file by file. */
  given: GivenData[];
  /** Where the reader finds each input that was matched. Absolute. */
  places: Record<string, string>;
}

export interface Writer extends NamedWriter {
  /** When it was started, Unix time, ms; 0 takes files of any age. */
  startedAtMs: number;
}

/** Files of one match that are looked into: the newest of so many folders. */
const splitsCompared = 16;

/**
 * A reader whose source uses its inputs without naming them gets the writers' outputs under their own names; whether it was so.
 */
export async function adoptNames(reader: ReadScript, writers: readonly Writer[]): Promise<boolean> {
  if (Object.keys(reader.places.inputPaths).length > 0) return false;
  const source = await readFile(reader.script.path, 'utf8').catch(() => '');
  const uses = source.match(/input_paths|CUTOVER_INPUT_/g)?.length ?? 0;
  // Once is the parameter itself.
  if (uses <= (reader.script.language === 'executable' ? 0 : 1)) return false;
  Object.assign(reader.places.inputPaths, ...writers.map(({ outputPaths }) => outputPaths));
  return writers.some(({ outputPaths }) => Object.keys(outputPaths).length > 0);
}

/** Looks into and compares what `writer` wrote for `reader` under these names; with `namesOnly` it looks at no file. */
export async function handOver(writer: Writer, readerName: string, reader: ReadScript, names: readonly NameMatch[], namesOnly = false): Promise<HandOver> {
  const hand: HandOver = { matches: [], issues: [], notes: [], formatA: null, formatB: null, given: [], places: {} };
  for (const match of names) {
    const place = writer.outputPaths[match.output]!;
    const { chosen, older } = chooseFiles(namesOnly ? [] : await findDataFiles(place), reader.schemas[match.input]?.format, writer.startedAtMs);
    const [newest] = chosen;
    hand.matches.push({ ...match, file: newest?.path ?? null });
    hand.places[match.input] = newest && wantsFile(reader, match.input) ? newest.path : place;
    if (namesOnly) continue;
    const edge = `${writer.name} "${match.output}" -> ${readerName} "${match.input}"`;
    if (newest) await compareFiles(chosen, older.length, match.input, edge, reader, hand);
    else hand.issues.push(`${edge}: there is no data in ${place}, temporary and empty files left aside: write it there`);
  }
  return hand;
}

/** That nothing an earlier script writes fits inputs that are not there, either. */
export function unmatched(inputs: readonly string[], reader: string, writers: readonly Writer[]): string[] {
  const outputs = writers.flatMap(({ name, outputPaths }) => Object.keys(outputPaths).map((output) => `${name} "${output}"`));
  return inputs.map((input) => {
    const writes = outputs.length === 0 ? 'nothing is written that could be' : `none of these fits it: ${outputs.join(', ')}`;
    return `${reader} reads input "${input}", and ${writes}: give both one name, declare other names under aliases in the specification of ${reader}, or put data at the input's place`;
  });
}

/** Runs the reader on what was handed over to it, as a file where it turns out to want one, or as a folder. */
export async function runReader(host: Host, reader: ReadScript, hands: readonly HandOver[], options: TestOptions): Promise<ScriptResult> {
  Object.assign(reader.places.inputPaths, ...hands.map(({ places }) => places));
  const result = await runScript(host, reader, options);
  const wanted = result.success || options.importOnly ? undefined : /IsADirectoryError|EISDIR/.test(result.error_message ?? '') ? 'file' : /NotADirectoryError|ENOTDIR/.test(result.error_message ?? '') ? 'folder' : undefined;
  if (wanted === undefined) return result;
  const changed: string[] = [];
  for (const { input, file } of hands.flatMap(({ given }) => given)) {
    const place = reader.places.inputPaths[input]!;
    if (!result.error_message!.includes(place) || changed.includes(input)) continue;
    changed.push(input);
    reader.places.inputPaths[input] = wanted === 'file' ? file : await folderWith(file, join(options.workspace, 'handover', reader.script.name, input));
  }
  if (changed.length === 0) return result;
  const again = await runScript(host, reader, options);
  return { ...again, notes: [...again.notes, `given as a ${wanted}, as it reads it: ${changed.join(', ')}`] };
}

/** Why the reader failed, in terms of the data it was given. */
export async function explain(result: ScriptResult, readerName: string, reader: ReadScript, hands: readonly HandOver[]): Promise<string[]> {
  if (result.success) return [];
  const failure = {
    message: result.error_message ?? '',
    inputsRead: reader.source.input_paths.map(({ name }) => name),
    inputsGiven: Object.keys(reader.places.inputPaths),
    source: await readFile(reader.script.path, 'utf8').catch(() => ''),
  };
  const given = hands.flatMap((hand) => hand.given);
  return [
    `${readerName} failed on it with ${faultOf(result)}`,
    ...explainFailure(failure, given).map((why) => `${readerName}: ${why}`),
  ];
}

/** What a failed script did, where, and what to do: `RAISED: ValueError: … (clean.py:3): …`. */
export function faultOf(result: ScriptResult): string {
  const line = result.error_line === null ? '' : ` (${result.error_file}:${result.error_line})`;
  return `${result.error_code}: ${result.error_message}${line}: ${result.hint}`;
}

/**
 * Inputs that nothing was matched to and that are not at their own place. `mayGenerate` says whether data made from a schema will do:
 * not where something that was to be read is not, since then a wrong name would go unnoticed.
 */
export async function lackingInputs(reader: ReadScript, matched: readonly string[], mayGenerate: boolean): Promise<string[]> {
  const own = Object.entries(reader.places.inputPaths).filter(([name]) => !matched.includes(name));
  const missing = missingInputs(Object.fromEntries(own));
  const generated = await generatedFiles(reader);
  const lacking = own.filter(([, place]) => missing.includes(place) || generated.some((file) => isWithin(file, place))).map(([name]) => name);
  return lacking.filter((name) => !mayGenerate || !(name in reader.schemas) || reader.schemas[name]!.format === 'parquet');
}

async function compareFiles(files: readonly FoundFile[], olderCount: number, input: string, edge: string, reader: ReadScript, hand: HandOver): Promise<void> {
  const schema = reader.schemas[input];
  hand.formatA ??= files[0]!.format;
  hand.formatB ??= schema?.format ?? files[0]!.format;
  const left = Math.max(0, files.length - splitsCompared);
  if (left > 0) hand.notes.push(`${edge}: the newest ${splitsCompared} folders are looked into, ${left} more are not`);
  for (const file of files.slice(0, splitsCompared)) {
    const shape = await readShape(file);
    if (shape.rows !== null && shape.rows > shape.rowsRead) hand.notes.push(`${edge}: ${file.path} has ${shape.rows} rows, and its columns are judged by the first ${shape.rowsRead}`);
    if (shape.columns !== null && file === files[0] && olderCount > 0) hand.notes.push(`${edge}: the newest table of a folder is looked into, ${olderCount} older ${olderCount === 1 ? 'one is' : 'ones are'} not`);
    if (schema && shape.unseen && shape.problem === undefined) hand.notes.push(`${edge}: ${file.path} is handed over unseen, so its declared schema was not checked`);
    hand.given.push({ input, file: file.path, shape });
    const issues = schema ? compareShape(shape, schema) : judgeShape(shape);
    hand.issues.push(...issues.map((issue) => `${edge}: ${file.path} ${issue}`));
  }
}

/** Whether the reader opens this input itself, by its source or by the place that its specification names. */
function wantsFile(reader: ReadScript, input: string): boolean {
  const opened = reader.source.input_paths.some((use) => use.name === input && use.file === true);
  return opened || extname(reader.places.inputPaths[input]!) !== '';
}

async function folderWith(file: string, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const link = join(folder, basename(file));
  await symlink(file, link).catch(() => cp(file, link));
  return folder;
}
