/** The side-by-side run: every case through both runners, compared, judged by the gates, recorded. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from './domain/case.ts';
import type { Config } from './domain/config.ts';
import { migrateError } from './domain/errors.ts';
import { makeId } from './domain/id.ts';
import type { JudgedCase } from './domain/judge.ts';
import { globMatches } from './domain/name-glob.ts';
import type { Verdict } from './domain/difference.ts';
import { makeReport, type ParityReport, type RecordedCase } from './domain/report.ts';
import { makeRules, ruleRefs } from './domain/rules.ts';
import { seededRandom } from './domain/statistics.ts';
import { enumerateCases } from './edges/case-source.ts';
import { commandRunner } from './edges/command-runner.ts';
import { hashRunContent } from './edges/content-of-run.ts';
import { appendLedger } from './edges/ledger.ts';
import { runCase, type CaseContext, type SideName } from './edges/run-case.ts';
import { makeRunFolder, recordCase, writeReport } from './edges/run-store.ts';
import type { Runner } from './edges/runner.ts';
import { makeSandboxRoot, removeFolder } from './edges/sandbox.ts';

export interface ParityRequest {
  config: Config;
  /** The folder of the configuration, absolute. */
  root: string;
  /** The configuration's name in errors. */
  label: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What `cutover` as the first word of a command stands for. */
  self: readonly string[];
  /** Where sandboxes are made, absolute. */
  tempDir: string;
  /** Who runs it, for the ledger. */
  by: string;
  /** Globs of case ids; empty for all. */
  only: readonly string[];
  /** Cases run at the same time. */
  jobs: number;
  noise: 'auto' | 'full' | 'off';
  strict: boolean;
  now: () => Date;
  random: () => number;
  signal: AbortSignal;
  onEvent: (event: ParityEvent) => void;
}

export type ParityEvent =
  | { kind: 'started'; cases: number }
  | { kind: 'case'; id: string; verdict: Verdict; done: number; cases: number };

export interface ParityRun {
  report: ParityReport;
  /** Where it is kept, absolute. */
  folder: string;
}

/** Reruns of a case whose sides differ, before either is blamed. */
const rerunsOfDifferent = 2;

/**
 * Runs all cases and judges them. Throws RUNNER_MISSING, RUNNER_START, CASES_MISSING, CASES_INVALID, CASE_INPUT and
 * FIELD_UNKNOWN. Throws INTERRUPTED at an abort.
 */
export async function runParity(request: ParityRequest): Promise<ParityRun> {
  const { config, root, label, now, signal, onEvent } = request;
  const sides = { legacy: makeRunner('legacy', request), candidate: makeRunner('candidate', request) };
  const all = await enumerateCases(config.cases, root, label);
  const cases = selectCases(all, request.only);
  const startedAt = now();
  const run = makeId(startedAt, Math.floor(request.random() * 65_536));
  const folder = await makeRunFolder(root, run);
  const rules = makeRules(config.compare);
  const context: CaseContext = {
    sides,
    root,
    runFolder: folder,
    rules,
    capture: config.capture,
    reruns: { atMost: request.noise === 'off' ? 0 : rerunsOfDifferent, always: request.noise === 'full' },
    random: seededRandom(Number.parseInt(run.slice(-4), 16)),
    signal,
  };
  onEvent({ kind: 'started', cases: cases.length });
  const recorded = new Map<string, RecordedCase>();
  const judged = new Map<string, JudgedCase>();
  try {
    await runAll(cases, context, request, async (result) => {
      recorded.set(result.recorded.id, result.recorded);
      if (result.judged) judged.set(result.recorded.id, result.judged);
      await recordCase(folder, result.recorded);
      onEvent({ kind: 'case', id: result.recorded.id, verdict: result.judged?.verdict ?? 'error', done: recorded.size, cases: cases.length });
    });
  } catch (error) {
    // A run that could not begin leaves nothing behind.
    if (recorded.size === 0) await rm(folder, { recursive: true, force: true });
    if (!signal.aborted) throw error;
    throw migrateError('INTERRUPTED', { message: `interrupted: ${recorded.size} of ${cases.length} cases are complete` });
  } finally {
    await Promise.all([sides.legacy.close(), sides.candidate.close()]);
  }
  const report = makeReport(
    {
      run,
      migration: config.name,
      startedAt: startedAt.toISOString(),
      finishedAt: now().toISOString(),
      legacy: sides.legacy.report,
      candidate: sides.candidate.report,
      content: hashRunContent(root, config, all),
      enumerated: cases.map((each) => each.id),
      notes: notesOf(all, cases, recorded),
      complete: cases.length === all.length,
      apiChanges: undefined,
      paired: true,
    },
    recorded,
    judged,
    ruleRefs(rules),
    config.gates,
    request.strict,
  );
  await writeReport(folder, report);
  writeLedgerLine(request, report, cases.length === all.length);
  return { report, folder };
}

function makeRunner(side: SideName, { config, root, env, self, label }: ParityRequest): Runner {
  const runner = config.runners[side];
  if (!runner) {
    throw migrateError('RUNNER_MISSING', {
      message: `there is no ${side} runner`,
      where: `${label} runners.${side}`,
      hint: `say how the ${side} side runs: runners: { ${side}: { command: [python3, "{{root}}/…"] } }`,
    });
  }
  return commandRunner(runner, { side, root, env, self });
}

function selectCases(all: readonly Case[], only: readonly string[]): Case[] {
  if (only.length === 0) return [...all];
  const chosen = all.filter((each) => only.some((glob) => globMatches(glob, each.id)));
  if (chosen.length > 0) return chosen;
  throw migrateError('CASES_MISSING', {
    message: `no case matches ${only.map((glob) => `"${glob}"`).join(' or ')}`,
    hint: `there are ${all.length}, such as "${all[0]?.id}"`,
  });
}

/** Workers take the next case until there is none; each has a sandbox place of its own. */
async function runAll(
  cases: readonly Case[],
  context: CaseContext,
  { jobs, tempDir, signal }: ParityRequest,
  onResult: (result: Awaited<ReturnType<typeof runCase>>) => Promise<void>,
): Promise<void> {
  const sandboxes = await makeSandboxRoot(tempDir);
  let next = 0;
  let stopped = false;
  const work = async (place: number): Promise<void> => {
    while (!stopped) {
      const each = cases[next++];
      if (!each) return;
      signal.throwIfAborted();
      try {
        await onResult(await runCase(each, join(sandboxes, String(place)), context));
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  try {
    const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, cases.length) }, (_, place) => work(place)));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    await removeFolder(sandboxes);
  }
}

function notesOf(all: readonly Case[], cases: readonly Case[], recorded: ReadonlyMap<string, RecordedCase>): string[] {
  const notes: string[] = [];
  if (cases.length < all.length) notes.push(`only ${cases.length} of ${all.length} cases were run`);
  const outcomes = [...recorded.values()];
  if (outcomes.length > 0 && outcomes.every(({ legacy, candidate }) => legacy?.exit_code !== 0 && candidate?.exit_code !== 0)) {
    notes.push('both sides failed in every case: is each command right? It starts in an empty folder, and finds the project at {{root}}');
  }
  return notes;
}

function writeLedgerLine({ root, by, config, now, random }: ParityRequest, report: ParityReport, complete: boolean): void {
  const { run, passed, content, summary } = report;
  appendLedger(
    join(root, '.cutover'),
    { id: run, kind: 'parity', by, modules: Object.keys(config.modules), detail: { run, passed, complete, content, summary } },
    { now, random },
  );
}
