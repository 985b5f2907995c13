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
  INTERRUPTED: { exit: 3, means: 'the work was interrupted; what was complete is kept' },
  SHARD_INVALID: { exit: 2, means: 'shards can\'t be joined: they are not of one run, overlap, or one is missing' },
  BASELINE_MISSING: { exit: 2, means: 'there is no baseline of that name' },
  RESUME_REFUSED: { exit: 2, means: 'there is no interrupted run to go on with, or what it compared has changed since' },
  REF_FAILED: { exit: 2, means: 'a git revision can\'t be checked out or prepared' },
  RUN_DAMAGED: { exit: 2, means: 'the record of a parity run can\'t be read' },
  DISK_FULL: { exit: 3, means: 'there is not enough room on the disk; nothing was changed' },
  NO_PERMISSION: { exit: 3, means: 'a file or folder may not be read or written by this user; nothing was changed' },
  DISK_ERROR: { exit: 3, means: 'the system could not read or write a file' },
  OTHER_FILE_SYSTEM: { exit: 3, means: 'a folder to be changed lies on another file system, where a change can not be made in one step' },
  MODULE_UNKNOWN: { exit: 2, means: 'the configuration has no module of that name' },
  MODULES_NONE: { exit: 2, means: 'the configuration names no modules' },
  MODULES_CYCLE: { exit: 2, means: 'modules wait for each other by "after"' },
  MODULES_OVERLAP: { exit: 2, means: 'two modules name the same file: which one would it be rolled back with?' },
  LEGACY_MISSING: { exit: 2, means: 'there is nothing at a path that a module names' },
  BACKUP_UNSTABLE: { exit: 3, means: 'files kept changing while they were backed up' },
  BACKUP_DAMAGED: { exit: 1, means: 'a backup is not as it was made; it is never restored from' },
  DRIFT: { exit: 3, means: 'files changed in ways that no record of ours knows; they are not replaced without being told to' },
  CHANGE_INTERRUPTED: { exit: 3, means: 'a change failed and could not be taken back yet; recovery goes on from there' },
  CHANGED_MEANWHILE: { exit: 3, means: 'files changed while they were about to be replaced' },
  NOTHING_TO_ABORT: { exit: 2, means: 'no change was interrupted' },
  TARGET_UNUSABLE: { exit: 2, means: 'the folder to restore into can\'t be used' },
  FLAGS_INVALID: { exit: 2, means: 'the flags file can\'t be read or has no place for a flag' },
} as const satisfies ErrorTable;

export const migrateError = errorsOf(migrateErrors);
