/** The report of a parity run, `report.json`: its zod model, and how it is made from judged cases. */

import * as z from 'zod';
import type { GateLimits } from './gate-config.ts';
import { differenceSchema, verdicts, type RuleRef } from './difference.ts';
import { judgeGates, type Figures } from './gates.ts';
import type { JudgedCase } from './judge.ts';
import { outcomeSchema, type Outcome } from './outcome.ts';
import { measurePerformance, type TimedPair } from './performance.ts';

/** How one side ran. */
const sideSchema = z.looseObject({ runner: z.string(), ref: z.string().nullable(), version: z.string().nullable() });
export type SideReport = z.output<typeof sideSchema>;

const count = z.number().int().nonnegative();

export const reportSchema = z.object({
  schema_version: z.literal(1),
  run: z.string(),
  migration: z.string(),
  started_at: z.string(),
  finished_at: z.string(),
  legacy: sideSchema,
  candidate: sideSchema,
  content: z.object({ legacy: z.string(), candidate: z.string(), cases: z.string() }),
  summary: z.object({ cases: count, match: count, tolerated: count, noisy: count, mismatch: count, error: count, parity: z.number() }),
  performance: z.object({
    legacy_median_ms: z.number().nullable(),
    candidate_median_ms: z.number().nullable(),
    speedup: z.number().nullable(),
    ci95: z.tuple([z.number(), z.number()]).nullable(),
    runs: count,
    legacy_peak_mb: z.number().nullable(),
    candidate_peak_mb: z.number().nullable(),
  }),
  gates: z.array(z.object({ name: z.string(), limit: z.number(), actual: z.number().nullable(), passed: z.boolean(), note: z.string().optional() })),
  stale_rules: z.array(z.object({ kind: z.string(), where: z.string(), reason: z.string() })),
  passed: z.boolean(),
  /** What else a reader must know: narrowed runs, a changed project folder, sides that never succeeded. */
  notes: z.array(z.string()),
  cases: z.array(
    z.object({
      id: z.string(),
      verdict: z.enum(verdicts),
      differences: z.array(differenceSchema),
      legacy: outcomeSchema.nullable(),
      candidate: outcomeSchema.nullable(),
    }),
  ),
});
export type ParityReport = z.output<typeof reportSchema>;
export type ReportCase = ParityReport['cases'][number];

/** A case as it is recorded: outcomes, or why there are none. */
export interface RecordedCase {
  id: string;
  legacy: Outcome | null;
  candidate: Outcome | null;
  legacy_reruns: Outcome[];
  candidate_reruns: Outcome[];
  /** Durations of timed runs beyond the compared one. */
  timings: TimedPair[];
  /** Why the case could not be run. */
  failure?: string | undefined;
}

/** What a run is, before any judgement. */
export interface RunFacts {
  run: string;
  migration: string;
  startedAt: string;
  finishedAt: string;
  legacy: SideReport;
  candidate: SideReport;
  content: ParityReport['content'];
  /** Ids of all cases that had to be compared, in their order. */
  enumerated: readonly string[];
  notes: readonly string[];
  /** Whether these are all cases there are: only then can a rule be called stale. */
  complete: boolean;
  apiChanges: number | undefined;
  /** Whether both sides ran side by side, not one from a recording. */
  paired: boolean;
}

/** The report: every enumerated case accounted for, figures, gates, stale rules. `allRules` are the rules that must matter once. */
export function makeReport(
  facts: RunFacts,
  recorded: ReadonlyMap<string, RecordedCase>,
  judged: ReadonlyMap<string, JudgedCase>,
  allRules: readonly RuleRef[],
  limits: GateLimits,
  strict: boolean,
): ParityReport {
  const cases = facts.enumerated.map((id) => reportCase(id, recorded.get(id), judged.get(id)));
  const number = (verdict: ReportCase['verdict']) => cases.filter((each) => each.verdict === verdict).length;
  const agreeing = number('match') + number('tolerated');
  const compared = [...recorded.values()].flatMap((each) => (each.legacy && each.candidate ? [{ ...each, legacy: each.legacy, candidate: each.candidate }] : []));
  const timed = compared.some((each) => each.timings.length > 0);
  const pairs = timed
    ? compared.flatMap((each) => each.timings)
    : compared.map((each) => ({ legacyMs: each.legacy.duration_ms, candidateMs: each.candidate.duration_ms }));
  const performance = measurePerformance(pairs, compared, facts.paired);
  const used = new Set([...judged.values()].flatMap((each) => [...each.used]));
  const gates = judgeGates(limits, { ...countFailures(cases), cases: cases.length, agreeing, performance, apiChanges: facts.apiChanges }, strict);
  return {
    schema_version: 1,
    run: facts.run,
    migration: facts.migration,
    started_at: facts.startedAt,
    finished_at: facts.finishedAt,
    legacy: facts.legacy,
    candidate: facts.candidate,
    content: facts.content,
    summary: {
      cases: cases.length,
      match: number('match'),
      tolerated: number('tolerated'),
      noisy: number('noisy'),
      mismatch: number('mismatch'),
      error: number('error'),
      parity: cases.length === 0 ? 0 : agreeing / cases.length,
    },
    performance,
    gates,
    stale_rules: facts.complete ? allRules.filter((rule) => !used.has(rule)) : [],
    passed: gates.every((gate) => gate.passed) && cases.every((each) => judged.has(each.id)),
    notes: [...facts.notes],
    cases,
  };
}

function reportCase(id: string, recorded: RecordedCase | undefined, judged: JudgedCase | undefined): ReportCase {
  const { legacy = null, candidate = null, failure = 'the case was not run' } = recorded ?? {};
  if (judged) return { id, verdict: judged.verdict, differences: judged.differences, legacy, candidate };
  return { id, verdict: 'error', differences: [{ aspect: 'exit_code', path: '', kind: 'failed', legacy: failure, candidate: failure, rule: null }], legacy, candidate };
}

function countFailures(cases: readonly ReportCase[]): Pick<Figures, 'passedBefore' | 'failNow' | 'bothFailed' | 'sameMessage'> {
  const counts = { passedBefore: 0, failNow: 0, bothFailed: 0, sameMessage: 0 };
  for (const { legacy, candidate, differences } of cases) {
    if (!legacy || !candidate) continue;
    const [before, now] = [legacy.exit_code === 0, candidate.exit_code === 0];
    if (before) counts.passedBefore += 1;
    if (before && !now) counts.failNow += 1;
    if (before || now) continue;
    counts.bothFailed += 1;
    const told = differences.some(({ aspect, rule }) => (aspect === 'exit_code' || aspect === 'stderr') && rule?.kind !== 'scrub');
    if (!told) counts.sameMessage += 1;
  }
  return counts;
}
