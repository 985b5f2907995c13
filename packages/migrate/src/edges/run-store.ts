/** What is kept of a parity run, in `.cutover/parity/<run>/`: outcomes as they come, the report at the end. */

import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idPattern } from '../domain/id.ts';
import type { ParityReport, RecordedCase } from '../domain/report.ts';

/** The folder of all runs of a project. */
export function runsFolder(root: string): string {
  return join(root, '.cutover', 'parity');
}

/** The ids of all runs, oldest first. */
export async function listRuns(root: string): Promise<string[]> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  return names.filter((name) => idPattern.test(name)).sort();
}

/** Makes the folder of a run. */
export async function makeRunFolder(root: string, run: string): Promise<string> {
  const folder = join(runsFolder(root), run);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Adds one case to the record: a run that is interrupted keeps all that is complete. */
export async function recordCase(folder: string, recorded: RecordedCase): Promise<void> {
  await appendFile(join(folder, 'outcomes.jsonl'), `${JSON.stringify(recorded)}\n`);
}

/** All complete cases of a record; a torn last line is none. */
export async function readRecord(folder: string): Promise<Map<string, RecordedCase>> {
  const text = await readFile(join(folder, 'outcomes.jsonl'), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return new Map(lines.map((line) => JSON.parse(line) as RecordedCase).map((recorded) => [recorded.id, recorded]));
}

/** Writes the report; it is there whole or not at all. */
export async function writeReport(folder: string, report: ParityReport): Promise<void> {
  await writeWhole(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Writes a file so that whoever reads it sees all of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** A case's folder in the run, relative to it: the id itself where it is fit to be a name. */
export function caseFolder(id: string): string {
  const name = id.replace(/[^\w.=,@+-]|^\./gu, (character) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  if (name.length <= 120) return `cases/${name}`;
  return `cases/${name.slice(0, 100)}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
