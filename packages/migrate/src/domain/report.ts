/** The report of a parity run, `report.json`: its zod model, and how it is made from judged cases. */

import * as z from 'zod/mini';
import type { GateLimits } from './gate-config.ts';
import { differenceSchema, verdicts, type RuleRef } from './difference.ts';
import { judgeGates, type Figures } from './gates.ts';
import type { JudgedCase } from './judge.ts';
import { outcomeSchema, type Outcome } from './outcome.ts';
import { jsonStreams } from './suggest-capture.ts';
import { suggestRules } from './suggest-rules.ts';
import { countOutliers, measurePerformance, timedPairSchema, type TimedPair } from './performance.ts';

/** How one side ran. */
const sideSchema = z.looseObject({ runner: z.string(), ref: z.nullable(z.string()), version: z.nullable(z.string()) });
export type SideReport = z.output<typeof sideSchema>;

const suggestionsShown = 5;
const count = z.int().check(z.nonnegative());
/** Digests; `modules` has one for the paths of each module, so that a change in one leaves the proof of the others. */
const contentSchema = z.object({ legacy: z.string(), candidate: z.string(), cases: z.string(), modules: z.optional(z.record(z.string(), z.string())) });

/** What a run was: the same in its report and in its record. */
const runHead = {
  schema_version: z.literal(1),
  run: z.string(),
  migration: z.string(),
  started_at: z.string(),
  finished_at: z.string(),
  legacy: sideSchema,
  candidate: sideSchema,
  content: contentSchema,
  /** How busy the machine was when the run began and ended: the average of a minute each. Not known of an older run. */
  machine: z.optional(z.object({ processors: count, load_before: z.number(), load_after: z.number() })),
};

export const reportSchema = z.object({
  ...runHead,
  summary: z.object({ cases: count, match: count, tolerated: count, noisy: count, mismatch: count, error: count, parity: z.number() }),
  performance: z.object({
    legacy_median_ms: z.nullable(z.number()),
    candidate_median_ms: z.nullable(z.number()),
    speedup: z.nullable(z.number()),
    ci95: z.nullable(z.tuple([z.number(), z.number()])),
    runs: count,
    legacy_peak_mb: z.nullable(z.number()),
    candidate_peak_mb: z.nullable(z.number()),
    memory_source: z.optional(z.nullable(z.literal('poll'))),
  }),
  gates: z.array(z.object({ name: z.string(), limit: z.number(), actual: z.nullable(z.number()), passed: z.boolean(), note: z.optional(z.string()) })),
  stale_rules: z.array(z.object({ kind: z.string(), where: z.string(), reason: z.string() })),
  passed: z.boolean(),
  /** What else a reader must know: narrowed runs, a changed project folder, sides that never succeeded. */
  notes: z.array(z.string()),
  cases: z.array(
    z.object({
      id: z.string(),
      verdict: z.enum(verdicts),
      differences: z.array(differenceSchema),
      legacy: z.nullable(outcomeSchema),
      candidate: z.nullable(outcomeSchema),
    }),
  ),
});
export type ParityReport = z.output<typeof reportSchema>;
export type ReportCase = ParityReport['cases'][number];

/** A case as it is recorded: outcomes, or why there are none. */
export const recordedCaseSchema = z.object({
  id: z.string(),
  legacy: z.nullable(outcomeSchema),
  candidate: z.nullable(outcomeSchema),
  legacy_reruns: z.array(outcomeSchema),
  candidate_reruns: z.array(outcomeSchema),
  /** Timed runs after the compared one. */
  timings: z.array(timedPairSchema),
  /** Why the case could not be run. */
  failure: z.optional(z.string()),
});
export type RecordedCase = z.output<typeof recordedCaseSchema>;

/** What a run is, before any judgement; kept beside the record, so that it can be judged again. */
export const runFactsSchema = z.object({
  ...runHead,
  /** Ids of all cases there are, and of those that this run had to compare, both in their order. */
  all: z.array(z.string()),
  enumerated: z.array(z.string()),
  notes: z.array(z.string()),
  api_changes: z.nullable(count),
  /** The baseline as which the legacy outcomes are to be kept. */
  record: z.optional(z.string()),
  /** Whether both sides ran side by side, not one from a recording. */
  paired: z.boolean(),
});
export type RunFacts = z.output<typeof runFactsSchema>;

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
  const timed = compared.flatMap((each) => each.timings);
  const performance = measurePerformance(timed.length > 0 ? timed : compared.map(firstPair), facts.paired);
  const used = new Set([...judged.values()].flatMap((each) => [...each.used]));
  const gates = judgeGates(limits, { ...countFailures(cases), cases: cases.length, emptyShard: isEmptyShard(facts), agreeing, performance, apiChanges: facts.api_changes ?? undefined }, strict);
  return {
    schema_version: 1,
    run: facts.run,
    migration: facts.migration,
    started_at: facts.started_at,
    finished_at: facts.finished_at,
    legacy: facts.legacy,
    candidate: facts.candidate,
    content: facts.content,
    ...(facts.machine ? { machine: facts.machine } : {}),
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
    stale_rules: facts.enumerated.length === facts.all.length ? allRules.filter((rule) => !used.has(rule)) : [],
    passed: gates.every((gate) => gate.passed) && cases.every((each) => judged.has(each.id)),
    notes: [...facts.notes, ...notesOf(facts, compared, timed), ...unsettledScrubs(judged), ...suggestions(cases)],
    cases,
  };
}

function reportCase(id: string, recorded: RecordedCase | undefined, judged: JudgedCase | undefined): ReportCase {
  const { legacy = null, candidate = null, failure = 'the case was not run' } = recorded ?? {};
  if (judged) return { id, verdict: judged.verdict, differences: judged.differences, legacy, candidate };
  return { id, verdict: 'error', differences: [{ aspect: 'exit_code', path: '', kind: 'failed', legacy: failure, candidate: failure, rule: null }], legacy, candidate };
}

/** The pair that was compared stands for the timings where no others were taken. */
function firstPair({ legacy, candidate }: { legacy: Outcome; candidate: Outcome }): TimedPair {
  return { legacy_ms: legacy.duration_ms, candidate_ms: candidate.duration_ms, legacy_mb: legacy.peak_memory_mb, candidate_mb: candidate.peak_memory_mb };
}

function isEmptyShard({ enumerated, all }: RunFacts): boolean {
  return enumerated.length === 0 && all.length > 0;
}

function notesOf(facts: RunFacts, compared: readonly { legacy: Outcome; candidate: Outcome }[], timed: readonly TimedPair[]): string[] {
  const notes: string[] = [];
  if (isEmptyShard(facts)) notes.push(`none of the ${facts.all.length} cases falls to this shard: nothing was compared`);
  else if (facts.enumerated.length < facts.all.length) notes.push(`only ${facts.enumerated.length} of ${facts.all.length} cases were run`);
  if (compared.length > 0 && compared.every(({ legacy, candidate }) => legacy.exit_code !== 0 && candidate.exit_code !== 0)) {
    notes.push('both sides failed in every case: is each command right? It starts in an empty folder, and finds the project at {{root}}');
  }
  const outliers = countOutliers(timed);
  if (outliers > 0) notes.push(`${outliers} of ${timed.length} timed pairs are outliers`);
  const { machine } = facts;
  if (timed.length > 0 && machine && machine.load_before > machine.processors) {
    notes.push(`the machine was busy before the run began (load ${machine.load_before} on ${machine.processors} processors): its times say less than on a quiet one`);
  }
  return notes;
}

/** A scrub that goes on changing what it has made leaves it to chance how often it was applied. */
function unsettledScrubs(judged: ReadonlyMap<string, JudgedCase>): string[] {
  const firstCase = new Map<RuleRef, string>();
  for (const [id, { unsettled }] of judged) for (const ref of unsettled) if (!firstCase.has(ref)) firstCase.set(ref, id);
  return [...firstCase].map(([{ where }, id]) => `scrub ${where} changes its own result: applied twice it gives another text than once, as in case ${id}`);
}

function suggestions(cases: readonly ReportCase[]): string[] {
  const streams = jsonStreams(cases);
  // Rules for lines are no use where JSON is to be compared by its fields.
  const noisy = cases.flatMap(({ differences }) => differences.filter(({ rule, aspect }) => rule?.kind === 'noise' && !streams.some((stream) => stream === aspect)));
  return [
    ...streams.map((stream) => `${stream} is JSON on both sides; to compare it field by field, add:\ncapture: { ${stream}: json }`),
    ...suggestRules(noisy).slice(0, suggestionsShown).map(({ list, rule }) => `this is noise; if it does not matter, add below compare:\n${list}: [${rule}]`),
  ];
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
