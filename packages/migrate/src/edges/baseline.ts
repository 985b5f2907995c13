/** Baselines: recorded outcomes of the legacy side, in `.cutover/baselines/<name>/`, that can stand in for a runner. */

import { cp, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '@cutover/runtime-testing';
import { migrateError } from '../domain/errors.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { RunFacts, SideReport } from '../domain/report.ts';
import { readFacts, readRecord, recordCase, writeFacts } from './run-store.ts';
import { removeFolder } from './sandbox.ts';

/** A side that does not run: its outcomes were recorded. */
export interface Recording {
  report: SideReport;
  /** Where the stored contents of the outcomes lie. */
  folder: string;
  outcomes: ReadonlyMap<string, Outcome>;
}

function baselineFolder(root: string, name: string): string {
  return join(root, '.cutover', 'baselines', name);
}

/** Throws BASELINE_MISSING and RUN_DAMAGED. */
export async function openBaseline(root: string, name: string): Promise<Recording> {
  const folder = baselineFolder(root, name);
  if (!isName(name) || !(await stat(folder).catch(() => undefined))) {
    const known = await readdir(baselineFolder(root, '')).catch(() => []);
    throw migrateError('BASELINE_MISSING', {
      message: `there is no baseline "${name}"`,
      hint: didYouMean(name, known) ?? `record one: cutover migrate parity --record ${isName(name) ? name : 'NAME'}`,
    });
  }
  const [facts, record] = [readFacts(folder), readRecord(folder)];
  const outcomes = new Map<string, Outcome>();
  for (const [id, { legacy }] of record) if (legacy) outcomes.set(id, legacy);
  return { report: { ...facts.legacy, runner: `baseline ${name}`, recorded_at: facts.finished_at, recorded_runner: facts.legacy.runner }, folder, outcomes };
}

/** Throws BASELINE_REFUSED where a run of `cases` of all `allCases` may not be recorded under this name. */
export async function checkBaseline(root: string, name: string, cases: number, allCases: number): Promise<void> {
  if (!isName(name)) {
    throw migrateError('BASELINE_REFUSED', { message: `"${name}" is no name for a baseline`, hint: 'it is made of letters, digits, "_", "-" and ".", and begins with a letter or digit' });
  }
  if (cases < allCases && (await stat(baselineFolder(root, name)).catch(() => undefined))) {
    throw migrateError('BASELINE_REFUSED', { message: `${cases} of ${allCases} cases would replace the whole baseline "${name}"`, hint: 'record all cases, or choose another name' });
  }
}

/** Keeps the legacy outcomes of a run as a baseline, in the place of one of the same name. */
export async function recordBaseline(root: string, name: string, facts: RunFacts, run: string): Promise<void> {
  const folder = baselineFolder(root, name);
  const making = `${folder}.new`;
  await removeFolder(making);
  await mkdir(making, { recursive: true });
  for (const { id, legacy } of readRecord(run).values()) {
    recordCase(making, { id, legacy, candidate: null, legacy_reruns: [], candidate_reruns: [], timings: [] });
  }
  await writeFacts(making, facts);
  await copyLegacyFolders(run, making);
  await removeFolder(folder);
  await rename(making, folder);
}

/** A name that stays within the folder of baselines, and is not that of one that is being made. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(name) && !name.endsWith('.new');
}

async function copyLegacyFolders(from: string, to: string): Promise<void> {
  for (const name of await readdir(join(from, 'cases')).catch(() => [])) {
    const legacy = join('cases', name, 'legacy');
    if (await stat(join(from, legacy)).catch(() => undefined)) await cp(join(from, legacy), join(to, legacy), { recursive: true });
  }
}
