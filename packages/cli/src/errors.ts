/** Errors of the command line itself: every code, its exit code, and what it means. */

import { errorsOf, type ErrorTable } from '@cutover/runtime-testing';

export const cliErrors = {
  USAGE: { exit: 2, means: 'the command line is not one that cutover understands' },
  CWD: { exit: 2, means: 'the folder given with --cwd can\'t be used' },
  PREVENTED: { exit: 3, means: 'the system did not allow it: permission, space, a read-only disk' },
  SCHEMA_UNKNOWN: { exit: 2, means: 'there is no schema of that name' },
  CONFIG_MISSING: { exit: 2, means: 'there is no configuration file where one is needed' },
  CONFIG_EXISTS: { exit: 3, means: 'there is a configuration file already, which is not overwritten' },
  INIT_UNCLEAR: { exit: 2, means: 'the project does not tell what is replaced, how it runs, or on what; and nobody is there to be asked' },
  CANCELLED: { exit: 130, means: 'a question was answered with Ctrl-C; nothing was written' },
  CONFIG_UNWRITABLE: { exit: 3, means: 'the configuration file can\'t be written' },
  CONFIG_INVALID: { exit: 2, means: 'the configuration file can\'t be read, parsed, or does not fit the model' },
  REPORT_UNWRITABLE: { exit: 3, means: 'a report can\'t be written where it was asked for' },
} as const satisfies ErrorTable;

export const cliError = errorsOf(cliErrors);
