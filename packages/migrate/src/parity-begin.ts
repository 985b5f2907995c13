/** What a parity run is asked for, and how it begins: anew, or where an interrupted one ended. */

import { isDeepStrictEqual } from 'node:util';
import { apiChangeText, compareApi, judgeApi } from './domain/api-surface.ts';
import type { Case } from './domain/case.ts';
import type { Config } from './domain/config.ts';
import type { Verdict } from './domain/difference.ts';
import { migrateError } from './domain/errors.ts';
import type { RecordedCase, RunFacts } from './domain/report.ts';
import { selectCases, type Selection } from './domain/select-cases.ts';
import { checkBaseline } from './edges/baseline.ts';
import { hashRunContent } from './edges/content-of-run.ts';
import { machineLoad } from './edges/machine.ts';
import { isRecording, type CaseContext } from './edges/run-case.ts';
import { claimRun, findInterrupted, findRun, newRunId, readFacts, readRecord, readReport, runFolder, trimRecord, writeFacts } from './edges/run-store.ts';
import type { SideRequest } from './edges/sides.ts';

export interface ParityRequest extends Omit<SideRequest, 'side' | 'python'> {
  config: Config;
  /** Who runs it, for the ledger. */
  by: string;
  /** Globs of case ids; empty for all. */
  only: readonly string[];
  shard: Selection['shard'];
  /** Only the cases that did not match in the last run. */
  onlyFailed: boolean;
  /** Go on with the run that was interrupted. */
  resume: boolean;
  /** Keep the legacy outcomes as a baseline of this name. */
  record: string | undefined;
  /** Use this baseline as the legacy side. */
  against: string | undefined;
  /** Cases run at the same time. */
  jobs: number;
  /** Timed pairs for each case; 1 takes the times of the compared runs. */
  repeat: number;
  noise: 'auto' | 'full' | 'off';
  strict: boolean;
  now: () => Date;
  random: () => number;
  onEvent: (event: ParityEvent) => void;
}

export type ParityEvent =
  | { kind: 'started'; cases: number }
  | { kind: 'case'; id: string; verdict: Verdict; done: number; cases: number }
  | { kind: 'timed'; pairs: number; of: number };

/** More changes of the public interface are counted, not listed. */
const apiChangesNoted = 20;

/** A run that this process alone writes. */
export interface ClaimedRun {
  folder: string;
  facts: RunFacts;
  recorded: Map<string, RecordedCase>;
  release: () => void;
}

/** The run that was interrupted, with what is complete of it. Throws RESUME_REFUSED, RUN_DAMAGED and LOCKED. */
export async function resumeRun({ config, root, now, record, only, shard, onlyFailed }: ParityRequest, all: readonly Case[], sides: CaseContext['sides']): Promise<ClaimedRun> {
  const folder = await findInterrupted(root);
  if (folder === undefined) throw migrateError('RESUME_REFUSED', { message: 'the last run was not interrupted: there is nothing to resume' });
  const release = claimRun(folder, now());
  try {
    const facts = readFacts(folder);
    const about = (run: Pick<RunFacts, 'legacy' | 'candidate' | 'content'>) => JSON.parse(JSON.stringify([run.legacy, run.candidate, run.content])) as unknown;
    if (!isDeepStrictEqual(about(facts), about({ legacy: sides.legacy.report, candidate: sides.candidate.report, content: hashRunContent(root, config, all) }))) {
      throw migrateError('RESUME_REFUSED', { message: 'what the interrupted run compared has changed since', hint: 'start anew, without --resume' });
    }
    if (facts.record !== record) {
      const [message, hint] = facts.record === undefined ? ['the interrupted run is not one that is recorded', 'start anew, without --resume'] : [`the interrupted run is to be recorded as "${facts.record}"`, `add --record ${facts.record}`];
      throw migrateError('RESUME_REFUSED', { message, hint });
    }
    if (only.length > 0 || shard !== undefined || onlyFailed) {
      const cases = selectCases(all, { only, shard, failed: onlyFailed ? await failedBefore(root) : undefined });
      if (!isDeepStrictEqual(cases.map(({ id }) => id), facts.enumerated)) {
        throw migrateError('RESUME_REFUSED', { message: 'the interrupted run is one of other cases', hint: 'leave out what selects cases, or start anew, without --resume' });
      }
    }
    trimRecord(folder);
    return { folder, facts, recorded: readRecord(folder), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** A new run of the cases that are selected. Throws CASES_MISSING, BASELINE_REFUSED and LOCKED. */
export async function beginRun(request: ParityRequest, all: readonly Case[], sides: CaseContext['sides']): Promise<ClaimedRun> {
  const { config, root, now, random } = request;
  const failed = request.onlyFailed ? await failedBefore(root) : undefined;
  const cases = selectCases(all, { only: request.only, shard: request.shard, failed });
  if (request.record !== undefined) await checkBaseline(root, request.record, cases.length, all.length);
  const startedAt = now();
  const { processors, load } = machineLoad();
  const run = await newRunId(root, startedAt, random);
  const facts: RunFacts = {
    schema_version: 1,
    run,
    migration: config.name,
    started_at: startedAt.toISOString(),
    finished_at: startedAt.toISOString(),
    legacy: sides.legacy.report,
    candidate: sides.candidate.report,
    content: hashRunContent(root, config, all),
    machine: { processors, load_before: load, load_after: load },
    all: all.map((each) => each.id),
    enumerated: cases.map((each) => each.id),
    notes: request.onlyFailed && failed === undefined ? ['nothing failed in the last run: all cases were run'] : [],
    api_changes: null,
    ...(request.record === undefined ? {} : { record: request.record }),
    paired: !isRecording(sides.legacy) && !isRecording(sides.candidate),
  };
  await lookAtApi(request, facts);
  const folder = runFolder(root, run);
  const release = claimRun(folder, now());
  await writeFacts(folder, facts);
  return { folder, facts, recorded: new Map(), release };
}

/** Compares the public interfaces where the configuration names them; each change that nothing allows is noted. */
async function lookAtApi({ config: { api, python }, root, env, signal }: ParityRequest, facts: RunFacts): Promise<void> {
  if (!api) return;
  const context = { root, python, env, signal };
  const { readApi } = await import('./edges/api-reader.ts');
  const changes = compareApi(await readApi(api.legacy, context), await readApi(api.candidate, context));
  const { unexplained, stale } = judgeApi(changes, api.allow);
  facts.api_changes = unexplained.length;
  facts.notes.push(...unexplained.slice(0, apiChangesNoted).map((change) => `api: ${apiChangeText(change)}`));
  if (unexplained.length > apiChangesNoted) facts.notes.push(`api: ${unexplained.length - apiChangesNoted} more changes`);
  facts.notes.push(...stale.map(({ name, reason }) => `stale: api.allow ${name} allowed nothing (${reason})`));
}

/** Ids of the last run's cases that did not agree; undefined when all did. */
async function failedBefore(root: string): Promise<Set<string> | undefined> {
  const { cases } = await readReport(await findRun(root, 'latest'));
  const failed = cases.filter(({ verdict }) => verdict !== 'match' && verdict !== 'tolerated').map(({ id }) => id);
  return failed.length > 0 ? new Set(failed) : undefined;
}
