/** `migrate backups`: what is in the store, one backup in full, and whether every byte is as it was made. */

import { joinBytes, showPath, toBytePath } from './domain/byte-path.ts';
import type { Entry, FileEntry } from './domain/entry.ts';
import { CutoverError, reasonOf } from '@cutover/runtime-testing';
import type { Evidence } from './domain/evidence.ts';
import { checkBag, listBags, readBag, readEvidence, type BagProblem } from './edges/bag-reader.ts';
import { appendLedger, readLedger } from './edges/ledger.ts';
import { paceOf } from './point.ts';
import { placesOf, statePath, type Project } from './project.ts';
import { resolvePoint, sealInLedger } from './restore.ts';

export interface ListedBackup {
  id: string;
  /** Undefined when it can't be read: damaged. */
  evidence: Evidence | undefined;
  files: number | undefined;
  bytes: number | undefined;
  /** Whether the ledger knows it. */
  recorded: boolean;
}

/** All backups, or those named, oldest first. Throws ID_UNKNOWN. */
export function listBackups(project: Project, wanted: readonly string[] = []): ListedBackup[] {
  const { lines } = readLedger(statePath(project), project.files);
  return chosen(project, wanted).map((id) => {
    const detail = lines.find((line) => line.kind === 'backup' && line.id === id)?.detail;
    const number = (key: string): number | undefined => (typeof detail?.[key] === 'number' ? detail[key] : undefined);
    return { id, evidence: tryEvidence(project, id), files: number('files'), bytes: number('bytes'), recorded: detail !== undefined };
  });
}

export interface ShownBackup {
  id: string;
  evidence: Evidence;
  entries: readonly Entry[];
  files: number;
  bytes: number;
}

/** One backup with all its entries. Throws ID_UNKNOWN and BACKUP_DAMAGED. */
export function showBackup(project: Project, wanted: string): ShownBackup {
  const { store } = placesOf(project.root);
  const id = resolvePoint(project, wanted, []);
  const { evidence, entries } = readBag(project.files, joinBytes(store, toBytePath(id)));
  const files = entries.filter((entry): entry is FileEntry => entry.kind === 'file');
  return { id, evidence, entries, files: files.length, bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
}

export interface VerifiedBackup {
  id: string;
  problems: { path: string; problem: BagProblem['problem'] }[];
  /** A backup that the ledger does not know was checked against its own manifests only. */
  recorded: boolean;
}

/** Reads every byte of every backup, or of those named. */
export async function verifyBackups(project: Project, wanted: readonly string[]): Promise<VerifiedBackup[]> {
  const verified: VerifiedBackup[] = [];
  for (const id of chosen(project, wanted)) {
    const seal = sealInLedger(project, id);
    const problems = await problemsOf(project, id, { seal });
    verified.push({ id, recorded: seal !== undefined, problems: problems.map(({ path, problem }) => ({ path: showPath(path), problem })) });
  }
  recordVerified(project, verified);
  return verified;
}

/** The ids of what is named, by the words that a rollback takes; of all when nothing is. */
function chosen(project: Project, wanted: readonly string[]): string[] {
  const all = listBags(project.files, placesOf(project.root).store);
  const named = new Set(wanted.map((name) => resolvePoint(project, name, [])));
  return wanted.length === 0 ? all : all.filter((id) => named.has(id));
}

/** Keeps what was found whole for `status`; a store that may only be read is verified all the same. */
function recordVerified(project: Project, verified: readonly VerifiedBackup[]): void {
  const { now, random, files, by } = project;
  const ids = (whole: boolean): string[] => verified.filter(({ problems }) => (problems.length === 0) === whole).map(({ id }) => id);
  if (verified.length === 0) return;
  try {
    appendLedger(statePath(project), { kind: 'verify', by, modules: [], detail: { whole: ids(true), damaged: ids(false) } }, { now, random, files });
  } catch (error) {
    project.onEvent({ type: 'warning', message: `the check could not be recorded in the ledger: ${reasonOf(error)}` });
  }
}

/** What is wrong with a backup; `wanted` limits the files that are read, as `checkBag` does. */
export async function problemsOf(project: Project, id: string, { seal, wanted }: { seal: string | undefined; wanted?: readonly FileEntry[] }): Promise<BagProblem[]> {
  const path = joinBytes(placesOf(project.root).store, toBytePath(id));
  try {
    return await checkBag(project.files, path, { seal, wanted, pace: paceOf(project) });
  } catch (error) {
    if (error instanceof CutoverError && error.code === 'BACKUP_DAMAGED') return [{ path: toBytePath(error.where ?? id), problem: 'damaged' }];
    throw error;
  }
}

/** What a backup says of itself; undefined when that is damaged. */
export function tryEvidence(project: Project, id: string): Evidence | undefined {
  try {
    return readEvidence(project.files, joinBytes(placesOf(project.root).store, toBytePath(id)));
  } catch (error) {
    if (error instanceof CutoverError && error.code === 'BACKUP_DAMAGED') return undefined;
    throw error;
  }
}
