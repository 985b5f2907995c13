/** One change at a time, and none half-done: the lock, and the finishing of what an interrupted command left. */

import { joinBytes, toBytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import type { StoreJournal } from './domain/journal.ts';
import { clearDone, discard, openChanges, readJournal } from './edges/change-journal.ts';
import { readLedger } from './edges/ledger.ts';
import { takeLock, thisOwner, tidyLocks } from './edges/lock.ts';
import { clearTree } from './edges/clear-tree.ts';
import { ensureFolder } from './edges/text-file.ts';
import { goBack } from './go-back.ts';
import { finishBackup } from './point.ts';
import { placesOf, statePath, type Project } from './project.ts';
import { finishPrune } from './prune-store.ts';
import type { ChangeOutcome } from './settle.ts';
import { resume } from './take-back.ts';

export interface Recovered {
  id: string;
  kind: string;
  /** Finished to the new state, taken back to the old, or never begun: only its staged files were removed. */
  outcome: 'finished' | 'undone' | 'discarded' | 'rolled back';
}

/** Takes the lock, finishes what was interrupted, does the work, lets go of the lock. Throws LOCKED. */
export async function exclusively<T>(project: Project, work: () => Promise<T>): Promise<T> {
  return locked(project, async () => {
    for (const { id, kind, outcome } of await finishInterrupted(project)) {
      project.onEvent({ type: 'note', message: `an interrupted ${kind} was ${outcome} first (${id})` });
    }
    return work();
  });
}

/** `migrate recover`: finishes what was interrupted and says what that was. */
export async function recover(project: Project): Promise<Recovered[]> {
  return locked(project, () => finishInterrupted(project));
}

/** Takes the lock without finishing what was interrupted: only for the command that takes it back instead. */
export async function locked<T>(project: Project, work: () => Promise<T>): Promise<T> {
  const { files } = project;
  const { state, lock } = placesOf(project.root);
  ensureFolder(files, state);
  const release = takeLock(files, lock, thisOwner(project.command, project.now()));
  try {
    tidyLocks(files, state);
    return await work();
  } finally {
    release();
  }
}

/** The changes that a reader finds unfinished, with what recovery would do. */
export function interrupted({ root, files }: Pick<Project, 'root' | 'files'>): { id: string; kind: string }[] {
  const { tx } = placesOf(root);
  return openChanges(files, tx).map((id) => ({ id, kind: readJournal(files, joinBytes(tx, toBytePath(id)))?.kind ?? 'preparation' }));
}

async function finishInterrupted(project: Project): Promise<Recovered[]> {
  const { files } = project;
  const { tx, store, done } = placesOf(project.root);
  const recovered: Recovered[] = [];
  for (const id of openChanges(files, tx)) {
    const folder = joinBytes(tx, toBytePath(id));
    const journal = readJournal(files, folder);
    if (journal === undefined) {
      await clearTree(files, folder);
      recovered.push({ id, kind: 'change', outcome: 'discarded' });
    } else if ('operations' in journal) {
      recovered.push({ id, kind: journal.kind, outcome: await resume(project, journal) });
    } else {
      recovered.push({ id, kind: journal.kind, outcome: await finishStore(project, journal) });
    }
  }
  await clearTree(files, joinBytes(store, toBytePath('tmp')));
  for (const id of openChanges(files, done)) await clearDone(files, joinBytes(done, toBytePath(id)));
  const rolledBack = await rollBackFailedSwitch(project);
  return rolledBack === undefined ? recovered : [...recovered, { id: rolledBack.switched, kind: 'switch', outcome: 'rolled back' }];
}

async function finishStore(project: Project, journal: StoreJournal): Promise<Recovered['outcome']> {
  const { store, tx } = placesOf(project.root);
  if (journal.kind === 'prune') {
    await finishPrune(project, journal);
    return 'finished';
  }
  if (project.files.status(joinBytes(store, toBytePath(journal.id))) !== undefined) {
    await finishBackup(project, journal);
    return 'finished';
  }
  await discard(project.files, joinBytes(tx, toBytePath(journal.id)));
  return 'discarded';
}

/** A switch whose verify commands failed is rolled back, also when the power went between the two. */
export async function rollBackFailedSwitch(project: Project): Promise<(ChangeOutcome & { switched: string }) | undefined> {
  const last = readLedger(statePath(project), project.files).lines.findLast(({ kind }) => kind === 'switch' || kind === 'rollback');
  if (last?.kind !== 'switch' || last.detail['verified'] !== false) return undefined;
  const point = last.detail['safety_point'];
  if (typeof point !== 'string') throw migrateError('LEDGER_BROKEN', { message: `the switch ${last.id} has no rollback point in the ledger` });
  const outcome = await goBack(project, {
    id: point,
    modules: last.modules,
    drift: 'replace',
    reason: `the checks failed after the switch ${last.id}`,
    evidence: { automatic: true, switch: last.id },
  });
  return { ...outcome, switched: last.id };
}
