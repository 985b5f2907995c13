/** Errors of the adapter: every code, its exit code, and what it means. */

import { errorsOf, type ErrorTable } from '@cutover/runtime-testing';

export const legacyErrors = {
  LEGACY_UNKNOWN: { exit: 2, means: 'there never was a legacy command of that name' },
  LEGACY_RETIRED: { exit: 2, means: 'a legacy command or class is gone; the message names what to use instead' },
  LEGACY_USAGE: { exit: 2, means: 'a legacy command was called with words it does not know' },
  LEGACY_FAILED: { exit: 1, means: 'a legacy command could not do what it was asked' },
  ABORTED: { exit: 1, means: 'a question was answered with no' },
  MANIFEST_INVALID: { exit: 2, means: 'the manifest of local data can\'t be read or does not fit the model' },
  OLD_KEYS_UNKNOWN: { exit: 2, means: 'an old configuration holds keys that the mapping does not know' },
  OLD_VALUE_INVALID: { exit: 2, means: 'a value can\'t be converted by the rule of the mapping' },
  MAPPING_INVALID: { exit: 2, means: 'a mapping contradicts itself' },
  FLAGS_INVALID: { exit: 2, means: 'the flags file can\'t be read or holds something else than false, true or 0 to 100' },
  STEP_FAILED: { exit: 1, means: 'a schema step failed; the ones before it are done and recorded' },
  STEPS_CHANGED: { exit: 3, means: 'steps that are already done were renamed, removed or put in another order' },
  FILES_CHANGED: { exit: 3, means: 'files changed while they were backed up; none was removed' },
} as const satisfies ErrorTable;

export const legacyError = errorsOf(legacyErrors);
