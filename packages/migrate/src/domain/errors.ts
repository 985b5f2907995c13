/** Errors of migrating: every code, its exit code, and what it means. */

import { errorsOf, type ErrorTable } from '@cutover/runtime-testing';

export const migrateErrors = {
  ID_UNKNOWN: { exit: 2, means: 'no backup, rollback point or run has that id' },
  ID_AMBIGUOUS: { exit: 2, means: 'several ids begin so' },
  PATH_OUTSIDE: { exit: 2, means: 'a path leads out of the project, by "..", as an absolute path, or through a link' },
  LEDGER_BROKEN: { exit: 3, means: 'the ledger can\'t be read, or a line of it was changed or lost' },
  LOCKED: { exit: 3, means: 'another cutover is changing things in this project' },
} as const satisfies ErrorTable;

export const migrateError = errorsOf(migrateErrors);
