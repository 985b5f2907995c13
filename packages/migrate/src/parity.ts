/** The side-by-side run: every case through both runners, compared, judged by the gates, recorded. */

import { rm } from 'node:fs/promises';
import type { Case } from './domain/case.ts';
import { migrateError } from './domain/errors.ts';
import type { JudgedCase } from './domain/judge.ts';
import { measurePerformance, slowdownVerdict } from './domain/performance.ts';
import type { ParityReport, RecordedCase } from './domain/report.ts';
import { makeRules } from './domain/rules.ts';
import { runnerSchema } from './domain/runner-config.ts';
import { seededRandom } from './domain/statistics.ts';
import { recordBaseline } from './edges/baseline.ts';
import { enumerateCases } from './edges/case-source.ts';
import { forEachCase } from './edges/each-case.ts';
import { closeRun } from './edges/close-run.ts';
import { machineLoad } from './edges/machine.ts';
import { judgeRecorded } from './edges/judge-recorded.ts';
import { isRecording, runCase, timeCase, type CaseContext } from './edges/run-case.ts';
import { recordCase, writeFacts } from './edges/run-store.ts';
import { openSide } from './edges/sides.ts';
import { changedPaths, stampTree } from './edges/tree-stamp.ts';
import { beginRun, resumeRun, type ClaimedRun, type ParityRequest } from './parity-begin.ts';

export interface ParityRun {
  report: ParityReport;
  /** Where it is kept, absolute. */
  folder: string;
}

/** Reruns of a case whose sides differ, before either is blamed. */
const rerunsOfDifferent = 2;
/** A gate on the speed wants this many pairs at least, and at most as many as the time allows. */
const fewestPairs = 10;
const longestTimingMs = 60_000;
/** A gate on the memory wants this many: of one run the peak may be an odd one. */
const fewestPairsForMemory = 3;

/**
 * Runs all cases and judges them. Throws RUNNER_MISSING, RUNNER_START, CASES_MISSING, CASES_INVALID, CASE_INPUT, FIELD_UNKNOWN,
 * BASELINE_MISSING, BASELINE_REFUSED, REF_FAILED, RESUME_REFUSED and LOCKED. When interrupted it keeps the cases that are complete and throws INTERRUPTED.
 */
export async function runParity(request: ParityRequest): Promise<ParityRun> {
  const { config, root, label } = request;
  const all = await enumerateCases(config.cases, root, label);
  const legacyConfig = request.against === undefined ? config.runners.legacy : runnerSchema.parse({ baseline: request.against });
  const candidateConfig = config.runners.candidate ?? (request.record === undefined ? undefined : config.runners.legacy);
  const legacy = await openSide(legacyConfig, { ...request, side: 'legacy', python: config.python });
  try {
    const candidate = await openSide(candidateConfig, { ...request, side: 'candidate', python: config.python });
    try {
      const sides = { legacy: legacy.side, candidate: candidate.side };
      return await runSides(request, all, sides);
    } finally {
      await candidate.close();
    }
  } finally {
    await legacy.close();
  }
}

async function runSides(request: ParityRequest, all: readonly Case[], sides: CaseContext['sides']): Promise<ParityRun> {
  const run = request.resume ? await resumeRun(request, all, sides) : await beginRun(request, all, sides);
  try {
    return await goThrough(request, all, sides, run);
  } finally {
    run.release();
  }
}

async function goThrough(request: ParityRequest, all: readonly Case[], sides: CaseContext['sides'], { folder, facts, recorded }: ClaimedRun): Promise<ParityRun> {
  const { config, root, now, signal, onEvent } = request;
  const stamp = await stampTree(root);
  const context: CaseContext = {
    sides,
    root,
    runFolder: folder,
    rules: makeRules(config.compare),
    capture: config.capture,
    reruns: { atMost: request.noise === 'off' ? 0 : rerunsOfDifferent, always: request.noise === 'full' },
    keepLegacy: request.record !== undefined,
    random: seededRandom(Number.parseInt(facts.run.slice(-4), 16)),
    signal,
  };
  const wanted = new Set(facts.enumerated);
  const cases = all.filter((each) => wanted.has(each.id));
  const judged = new Map<string, JudgedCase>();
  onEvent({ kind: 'started', cases: cases.length });
  try {
    for (const each of recorded.values()) await keepJudged(judged, each, context);
    await forEachCase(cases.filter((each) => !recorded.has(each.id)), request, async (each, base) => {
      const result = await runCase(each, base, context);
      recorded.set(each.id, result.recorded);
      if (result.judged) judged.set(each.id, result.judged);
      recordCase(folder, result.recorded);
      onEvent({ kind: 'case', id: each.id, verdict: result.judged?.verdict ?? 'error', done: recorded.size, cases: cases.length });
    });
    await timeCases(cases, recorded, context, request, folder);
  } catch (error) {
    // A run that could not begin leaves nothing behind.
    if (recorded.size === 0) await rm(folder, { recursive: true, force: true });
    if (!signal.aborted) throw error;
    throw migrateError('INTERRUPTED', {
      message: `interrupted: ${recorded.size} of ${cases.length} cases are complete`,
      hint: recorded.size > 0 ? `go on with them: cutover migrate parity --resume${facts.record === undefined ? '' : ` --record ${facts.record}`}` : undefined,
    });
  }
  const after = stamp && (await stampTree(root));
  const changed = stamp && after ? changedPaths(stamp, after) : [];
  if (changed.length > 0) facts.notes.push(`the project's folder changed during the run: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ` and ${changed.length - 3} more` : ''}`);
  facts.finished_at = now().toISOString();
  if (facts.machine) facts.machine.load_after = machineLoad().load;
  await writeFacts(folder, facts);
  if (request.record !== undefined) await recordBaseline(root, request.record, facts, folder);
  return { folder, report: await closeRun(request, folder, facts, recorded, judged, context.rules) };
}

async function keepJudged(judged: Map<string, JudgedCase>, recorded: RecordedCase, context: CaseContext): Promise<void> {
  const verdict = await judgeRecorded(recorded, context.runFolder, context.rules, context.capture);
  if (verdict) judged.set(recorded.id, verdict);
}

/** Takes times in pairs, one run at a time: as many as asked for, or as a gate on the speed needs to tell. */
async function timeCases(
  cases: readonly Case[],
  recorded: Map<string, RecordedCase>,
  context: CaseContext,
  request: ParityRequest,
  folder: string,
): Promise<void> {
  const { slowdown: limit, memory } = request.config.gates;
  if (isRecording(context.sides.legacy)) return;
  const runnable = cases.filter(({ id }) => !recorded.get(id)?.legacy?.timed_out && !recorded.get(id)?.candidate?.timed_out);
  if (runnable.length === 0) return;
  const needed = limit !== undefined ? fewestPairs : memory !== undefined && runnable.length < fewestPairsForMemory ? fewestPairsForMemory : 0;
  const wanted = request.repeat > 1 ? runnable.length * request.repeat : needed;
  const startedAt = request.now().getTime();
  const wholeRounds = (number: number): number => Math.ceil(number / runnable.length) * runnable.length;
  const pairs = () => runnable.flatMap(({ id }) => recorded.get(id)?.timings ?? []);
  let taken = pairs().length;
  const goOn = (): boolean => {
    if (taken < wanted) return true;
    const unclear = limit !== undefined && request.repeat === 1 && slowdownVerdict(limit, measurePerformance(pairs(), true).ci95) === 'unclear';
    return unclear && request.now().getTime() - startedAt < longestTimingMs;
  };
  while (goOn()) {
    await forEachCase(runnable, { ...request, jobs: 1 }, async (each, base) => {
      recorded.get(each.id)?.timings.push(await timeCase(each, base, context));
      taken += 1;
      request.onEvent({ kind: 'timed', pairs: taken, of: wholeRounds(Math.max(wanted, taken)) });
    });
  }
  for (const { id } of runnable) recordCase(folder, recorded.get(id)!);
}
