/** What is kept of a parity run, in `.cutover/parity/<run>/`: facts and outcomes as they come, the report at the end. */

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocument, readText } from '@cutover/runtime-testing';
import { toBytePath } from '../domain/byte-path.ts';
import { migrateError } from '../domain/errors.ts';
import { idPattern, makeId, resolveId } from '../domain/id.ts';
import { recordedCaseSchema, reportSchema, runFactsSchema, type ParityReport, type RecordedCase, type RunFacts } from '../domain/report.ts';
import { disk } from './file-system.ts';
import { takeLock, thisOwner } from './lock.ts';

/** The folder of a run, or with an id left out that of all runs. */
export function runFolder(root: string, run = ''): string {
  return join(root, '.cutover', 'parity', run);
}

/** The folder of the run that `wanted` stands for, among those with a report. Throws ID_UNKNOWN and ID_AMBIGUOUS. */
export async function findRun(root: string, wanted: string): Promise<string> {
  const finished = await Promise.all((await listRuns(root)).map(async (run) => ((await isFinished(root, run)) ? [run] : [])));
  return runFolder(root, resolveId(finished.flat(), wanted, 'parity run'));
}

/** The newest run without a report, if that is the newest of all. */
export async function findInterrupted(root: string): Promise<string | undefined> {
  const newest = (await listRuns(root)).at(-1);
  return newest === undefined || (await isFinished(root, newest)) ? undefined : runFolder(root, newest);
}

/** An id for a run that begins now, later in the order than all there are, also within one second. */
export async function newRunId(root: string, at: Date, random: () => number): Promise<string> {
  const id = makeId(at, Math.floor(random() * 65_536));
  const newest = (await listRuns(root)).at(-1);
  if (newest === undefined || newest < id || newest.slice(0, 15) > id.slice(0, 15)) return id;
  return makeId(at, Math.min(0xffff, Number.parseInt(newest.slice(-4), 16) + 1));
}

async function listRuns(root: string): Promise<string[]> {
  const names = await readdir(runFolder(root)).catch(() => []);
  return names.filter((name) => idPattern.test(name)).sort((a, b) => (a < b ? -1 : 1));
}

async function isFinished(root: string, run: string): Promise<boolean> {
  return (await stat(join(runFolder(root, run), 'report.json')).catch(() => undefined)) !== undefined;
}

/** Makes this process the only one that writes the run, and gives back what lets go of it. Throws LOCKED. */
export function claimRun(folder: string, at: Date): () => void {
  mkdirSync(folder, { recursive: true });
  return takeLock(disk, toBytePath(join(folder, 'lock')), thisOwner('cutover migrate parity', at));
}

/** Begins, or completes, the record of a run. It has a list of cases from the start: one that is missing is known to be lost. */
export async function writeFacts(folder: string, facts: RunFacts): Promise<void> {
  await mkdir(folder, { recursive: true });
  appendFileSync(join(folder, 'outcomes.jsonl'), '');
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
}

/** Throws RUN_DAMAGED, with this hint. */
export function readFacts(folder: string, hint?: string): RunFacts {
  return readDocument(join(folder, 'run.json'), join(folder, 'run.json'), runFactsSchema, (details) => migrateError('RUN_DAMAGED', { hint, ...details }));
}

/** Adds one case to the record: a run that is interrupted keeps all that is complete. */
export function recordCase(folder: string, recorded: RecordedCase): void {
  appendFileSync(join(folder, 'outcomes.jsonl'), `${JSON.stringify(recorded)}\n`);
}

/** All complete cases of a record, the last entry of each; a torn last line is none. Throws RUN_DAMAGED. */
export function readRecord(folder: string): Map<string, RecordedCase> {
  const path = join(folder, 'outcomes.jsonl');
  const text = readText(path, path, (details) => migrateError('RUN_DAMAGED', details));
  const record = new Map<string, RecordedCase>();
  for (const [i, line] of text.split('\n').slice(0, -1).entries()) {
    const parsed = recordedCaseSchema.safeParse(parseLine(line));
    if (!parsed.success) throw migrateError('RUN_DAMAGED', { message: `line ${i + 1} of the record is not one of a case`, where: `${path}:${i + 1}` });
    record.set(parsed.data.id, parsed.data);
  }
  return record;
}

/** Takes away the torn last line of a record that goes on: what is added would become a part of it. */
export function trimRecord(folder: string): void {
  const path = join(folder, 'outcomes.jsonl');
  const bytes = readFileSync(path);
  truncateSync(path, bytes.lastIndexOf('\n') + 1);
}

/** Writes the report; it is there whole or not at all. */
export async function writeReport(folder: string, report: ParityReport): Promise<void> {
  await writeWhole(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Throws RUN_DAMAGED. */
export async function readReport(folder: string): Promise<ParityReport> {
  const path = join(folder, 'report.json');
  const text = await readFile(path, 'utf8').catch(() => '');
  const parsed = reportSchema.safeParse(parseLine(text));
  if (parsed.success) return parsed.data;
  throw migrateError('RUN_DAMAGED', { message: 'the report can\'t be read', where: path, hint: 'judge the run again: cutover migrate parity judge RUN' });
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A case's folder in the run, relative to it: the id itself where it is fit to be a name. */
export function caseFolder(id: string): string {
  const name = id.replace(/[^\w.=,@+-]|^\./gu, (character) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  if (name.length <= 120) return `cases/${name}`;
  return `cases/${name.slice(0, 100)}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
