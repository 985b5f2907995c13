/** The text of a new run specification: what the source reads, in default places, with the words to edit it by. */

import { Document, type YAMLMap } from 'yaml';
import type { Places } from './places.ts';

const introduction = (script: string) => ` How "cutover test script ${script}" runs ${script}. Edit it: it is never overwritten.
 Paths are relative to this file's folder; what is named here counts, whatever the source reads.`;

const comments: Readonly<Record<string, string>> = {
  input_paths: ' Where the script finds its inputs: logical name, then a file or folder.',
  output_paths: ' Where it writes: each of these must exist afterwards and not be empty. A name without an ending is a folder,\n unless the source opens it as a file.',
  environ_vars: ' Strings for environ_vars, set in the environment, too.',
  job_args: ' Arguments for job_args: texts, numbers, true or false, lists.',
};

const examples = ` Limits, and what data looks like (take the "#" away to use them):

 timeout: 60                 # seconds
 memory_mb: 2048

 Names under which other scripts write what is read here:
 aliases:
   INPUT: [other_name]

 What an input must look like. It is checked when another script's output is handed over, and made where the
 input is missing:
 schemas:
   INPUT:
     format: csv             # csv, tsv, json, jsonl; parquet is only checked
     rows: 100               # how many are made, the same ones for the same seed
     seed: 42
     columns:
       id: { type: integer, min: 1, unique: true }
       amount: { type: number, min: 0, max: 500, nullable: 0.1 }
       region: { type: string, values: [north, south] }
       day: { type: date }`;

/** The commented YAML text; places as they should stand in it, relative to the workspace. `left`: names that the source works out itself. */
export function specificationText(script: string, places: Places, left: Readonly<Record<string, readonly string[]>>): string {
  const document = new Document({
    input_paths: places.inputPaths,
    output_paths: places.outputPaths,
    environ_vars: places.environVars,
    job_args: places.jobArgs,
  });
  document.commentBefore = introduction(script);
  for (const [i, { key }] of (document.contents as YAMLMap).items.entries()) {
    const scalar = key as { value: string; commentBefore?: string; spaceBefore?: boolean };
    const comment = comments[scalar.value];
    const own = left[scalar.value] ?? [];
    if (comment !== undefined) scalar.commentBefore = own.length === 0 ? comment : `${comment}\n The source works out what is not named here: ${own.join(', ')}.`;
    scalar.spaceBefore = i > 0;
  }
  const [first] = Object.keys(places.inputPaths);
  document.comment = `\n${examples.replaceAll('INPUT', first ?? 'data')}`;
  return document.toString({ lineWidth: 0 });
}
