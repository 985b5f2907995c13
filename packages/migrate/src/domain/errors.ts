/** Errors of migrating: every code, its exit code, and what it means. */

import { errorsOf, type ErrorTable } from '@cutover/runtime-testing';

export const migrateErrors = {
  ID_UNKNOWN: { exit: 2, means: 'no backup, rollback point or run has that id' },
  ID_AMBIGUOUS: { exit: 2, means: 'several ids begin so' },
  PATH_OUTSIDE: { exit: 2, means: 'a path leads out of the project, by "..", as an absolute path, or through a link' },
  LEDGER_BROKEN: { exit: 3, means: 'the ledger can\'t be read, or a line of it was changed or lost' },
  LOCKED: { exit: 3, means: 'another cutover is changing things in this project' },
  CASES_MISSING: { exit: 2, means: 'there is no case to compare' },
  CASES_INVALID: { exit: 2, means: 'a source of cases can\'t be read, or two cases have one id' },
  CASE_INPUT: { exit: 2, means: 'a file or fixture folder that a case names is not there, or lies outside the project' },
  FIELD_UNKNOWN: { exit: 2, means: 'a command asks for a field that a case does not have' },
  RUNNER_MISSING: { exit: 2, means: 'a side of the comparison has no runner' },
  RUNNER_START: { exit: 2, means: 'a runner\'s program could not be started' },
  LINE_INVALID: { exit: 2, means: 'a command line given to parity, or its inputs, can\'t be understood' },
  INTERRUPTED: { exit: 3, means: 'the run was interrupted; what was complete is kept' },
  RUN_DAMAGED: { exit: 2, means: 'the record of a parity run can\'t be read' },
} as const satisfies ErrorTable;

export const migrateError = errorsOf(migrateErrors);
