/** Shows a past run, whole or one case of it. */

import { didYouMean } from '@cutover/runtime-testing';
import { migrateError } from './domain/errors.ts';
import { globMatches } from './domain/name-glob.ts';
import type { ParityReport } from './domain/report.ts';
import { findRun, readReport } from './edges/run-store.ts';

/** The report of the run that `wanted` stands for, with only the cases that `glob` names. Throws ID_UNKNOWN, ID_AMBIGUOUS, RUN_DAMAGED, CASES_MISSING. */
export async function showParity(root: string, wanted: string, glob: string | undefined): Promise<{ report: ParityReport; folder: string }> {
  const folder = await findRun(root, wanted);
  const report = await readReport(folder);
  if (glob === undefined) return { report, folder };
  const cases = report.cases.filter(({ id }) => globMatches(glob, id));
  if (cases.length > 0) return { report: { ...report, cases }, folder };
  const ids = report.cases.map(({ id }) => id);
  throw migrateError('CASES_MISSING', { message: `run ${report.run} has no case "${glob}"`, hint: didYouMean(glob, ids) ?? `it has ${ids.length}, such as "${ids[0]}"` });
}
