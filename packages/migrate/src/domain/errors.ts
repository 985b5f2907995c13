/** Errors of migrating: every code, its exit code, and what it means. */

import { errorsOf, type ErrorTable } from '@cutover/runtime-testing';

export const migrateErrors = {
  ID_UNKNOWN: { exit: 2, means: 'no backup, rollback point or run has that id' },
  ID_AMBIGUOUS: { exit: 2, means: 'several ids begin so' },
} as const satisfies ErrorTable;

export const migrateError = errorsOf(migrateErrors);
