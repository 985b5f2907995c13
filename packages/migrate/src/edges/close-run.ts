/** Ends a run: the report is made, written, and told to the ledger. */

import { join } from 'node:path';
import type { Config } from '../domain/config.ts';
import type { JudgedCase } from '../domain/judge.ts';
import { makeReport, type ParityReport, type RecordedCase, type RunFacts } from '../domain/report.ts';
import { makeRules, ruleRefs, type Rules } from '../domain/rules.ts';
import { judgeRecorded } from './judge-recorded.ts';
import { appendLedger } from './ledger.ts';
import { writeReport } from './run-store.ts';

export interface JudgeRequest {
  config: Config;
  root: string;
  by: string;
  strict: boolean;
  now: () => Date;
  random: () => number;
}

/** Judges all recorded cases by the configuration's rules, then ends the run as `closeRun` does. */
export async function judgeAndClose(request: JudgeRequest, folder: string, facts: RunFacts, recorded: ReadonlyMap<string, RecordedCase>): Promise<ParityReport> {
  const rules = makeRules(request.config.compare);
  const judged = new Map<string, JudgedCase>();
  for (const each of recorded.values()) {
    const verdict = await judgeRecorded(each, folder, rules, request.config.capture);
    if (verdict) judged.set(each.id, verdict);
  }
  return closeRun(request, folder, facts, recorded, judged, rules);
}

/** `rules` are those that judged, whose uses count. */
export async function closeRun(
  { config, root, by, strict, now, random }: JudgeRequest,
  folder: string,
  facts: RunFacts,
  recorded: ReadonlyMap<string, RecordedCase>,
  judged: ReadonlyMap<string, JudgedCase>,
  rules: Rules,
): Promise<ParityReport> {
  const report = makeReport(facts, recorded, judged, ruleRefs(rules), config.gates, strict);
  await writeReport(folder, report);
  const { run, passed, content, summary, performance } = report;
  const complete = facts.enumerated.length === facts.all.length;
  appendLedger(
    join(root, '.cutover'),
    { id: run, kind: 'parity', by, modules: Object.keys(config.modules), detail: { run, passed, complete, content, summary, performance } },
    { now, random },
  );
  return report;
}
