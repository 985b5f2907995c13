/** Errors of testing scripts: what can't be run as asked. What a script itself does wrong is in `failure.ts`. */

import { errorsOf, type ErrorTable } from './error.ts';

export const testErrors = {
  SCRIPT_NOT_FOUND: { exit: 2, means: 'no script of that name or path; every place looked in is listed' },
  SCRIPT_AMBIGUOUS: { exit: 2, means: 'several scripts have that name; they are listed' },
  SCRIPT_NOT_RUNNABLE: { exit: 2, means: 'the file is neither Python, JavaScript, TypeScript nor executable' },
  SPEC_EXISTS: { exit: 3, means: 'the script has a run specification already; it is left as it is' },
  SCHEMA_MISSING: { exit: 2, means: 'data was asked for, and the specification declares no schema to make it from' },
  FORMAT_NOT_GENERATED: { exit: 2, means: 'data can\'t be generated in that format' },
  SOURCE_INVALID: { exit: 2, means: 'a script\'s source can\'t be parsed' },
  SPEC_INVALID: { exit: 2, means: 'a run specification can\'t be read, parsed, or does not fit the model' },
  PIPELINE_INVALID: { exit: 2, means: 'a pipeline file can\'t be read, parsed, or is no graph of steps; every fault is listed' },
  NOTHING_CHOSEN: { exit: 2, means: 'nothing fits what was chosen with -k; what there is to choose from is listed' },
  STEP_UNKNOWN: { exit: 2, means: 'the pipeline has no step of that name' },
  OUTPUTS_MISSING: { exit: 2, means: 'steps that are not run this time have not left what the chosen ones read' },
  INTERPRETER_MISSING: { exit: 2, means: 'the Python interpreter can\'t be started' },
  HOST_BROKEN: { exit: 2, means: 'the host in which scripts run ended without serving' },
} as const satisfies ErrorTable;

export const testError = errorsOf(testErrors);
