/** Judges recorded cases: reads the contents that matter, then leaves it to the domain. */

import type { CaptureRules } from '../domain/compare-config.ts';
import { judgeCase, type JudgedCase } from '../domain/judge.ts';
import type { RecordedCase } from '../domain/report.ts';
import type { Rules } from '../domain/rules.ts';
import { isBigTable, seeBigTables } from './see-big-tables.ts';
import { seeOutcome } from './see-outcome.ts';

/** The verdict of a recorded case; undefined when there is nothing to judge, since a side has no outcome. */
export async function judgeRecorded(recorded: RecordedCase, runFolder: string, rules: Rules, capture: CaptureRules): Promise<JudgedCase | undefined> {
  const { id, legacy, candidate, legacy_reruns, candidate_reruns } = recorded;
  if (!legacy || !candidate) return undefined;
  const all = [legacy, candidate, ...legacy_reruns, ...candidate_reruns];
  const see = (outcome: (typeof all)[number]) => seeOutcome(outcome, all, runFolder, (path, entry) => isBigTable(path, entry, rules));
  const seeFirst = async (outcome: (typeof all)[number]) => seeBigTables(await see(outcome), outcome, all, { caseId: id, rules, runFolder });
  const seen = {
    id,
    legacy: await seeFirst(legacy),
    candidate: await seeFirst(candidate),
    legacyReruns: await Promise.all(legacy_reruns.map(see)),
    candidateReruns: await Promise.all(candidate_reruns.map(see)),
  };
  return judgeCase(seen, rules, capture);
}
