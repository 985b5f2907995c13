/** Judges a past run again by today's rules and gates: no case is run. */

import type { ParityReport } from './domain/report.ts';
import { judgeAndClose, type JudgeRequest } from './edges/close-run.ts';
import { findRun, readFacts, readRecord } from './edges/run-store.ts';

/** The new report of the run that `wanted` stands for, which takes the place of the old one. Throws ID_UNKNOWN, ID_AMBIGUOUS, RUN_DAMAGED. */
export async function judgeParity(request: JudgeRequest, wanted: string): Promise<{ report: ParityReport; folder: string }> {
  const folder = await findRun(request.root, wanted);
  return { folder, report: await judgeAndClose(request, folder, readFacts(folder), readRecord(folder)) };
}
