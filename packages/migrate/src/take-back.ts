/** The ways back from a change that is under way, and on from one that was interrupted. */

import { reasonOf } from '@cutover/runtime-testing';
import { migrateError } from './domain/errors.ts';
import type { ChangeJournal } from './domain/journal.ts';
import { discard, isAborted, markAbort, readJournal } from './edges/change-journal.ts';
import { backward, forward, transactionOf, type Transaction } from './edges/transaction.ts';
import { isInLedger } from './point.ts';
import { placesOf, type Project } from './project.ts';
import { settle } from './settle.ts';

/** Goes back to the state before, from wherever the change came to, and forgets it. */
export async function undo(project: Project, journal: ChangeJournal): Promise<void> {
  const { files } = project;
  const transaction = transactionOf(placesOf(project.root), journal);
  markAbort(files, transaction.folder);
  await backward(files, transaction);
  await discard(files, transaction.folder);
}

/** Finishes a change whose journal is written: to the new state, or back when that was begun. */
export async function resume(project: Project, journal: ChangeJournal): Promise<'finished' | 'undone'> {
  const transaction = transactionOf(placesOf(project.root), journal);
  if (isAborted(project.files, transaction.folder)) {
    await undo(project, journal);
    return 'undone';
  }
  await forward(project.files, transaction);
  await settle(project, journal);
  return 'finished';
}

/** After a failure: back to the old state. If that fails as well, the journal stays for recovery, and the error says so. */
export async function takeBack(project: Project, transaction: Transaction, error: unknown): Promise<void> {
  const { files } = project;
  try {
    if (files.status(transaction.folder) === undefined) return;
    const journal = readJournal(files, transaction.folder);
    if (journal !== undefined && isInLedger(project, journal.id, journal.kind)) return;
    if (journal !== undefined) {
      markAbort(files, transaction.folder);
      await backward(files, transaction);
    }
    await discard(files, transaction.folder);
  } catch (cause) {
    throw migrateError('CHANGE_INTERRUPTED', {
      message: `the change failed (${reasonOf(error)}) and could not be taken back yet (${reasonOf(cause)})`,
      hint: 'nothing is lost: mend the cause, then "cutover migrate recover" goes on from here',
      cause: error,
    });
  }
}
