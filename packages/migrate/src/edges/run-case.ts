/** Runs one case on both sides in equal sandboxes, and again where they differ, so that noise is told from difference. */

import { cp, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from '../domain/case.ts';
import type { CaptureRules } from '../domain/compare-config.ts';
import type { JudgedCase } from '../domain/judge.ts';
import type { FileEntry, Outcome } from '../domain/outcome.ts';
import type { TimedPair } from '../domain/performance.ts';
import type { RecordedCase } from '../domain/report.ts';
import type { Rules } from '../domain/rules.ts';
import type { Recording } from './baseline.ts';
import { differingFiles, listFiles, storeFiles, takeOutcome } from './capture.ts';
import { hideInFiles } from './hide-paths.ts';
import { judgeRecorded } from './judge-recorded.ts';
import { caseFolder } from './run-store.ts';
import type { Ran, Runner } from './runner.ts';
import { asideFolder, prepareSandbox, removeFolder } from './sandbox.ts';

export type SideName = 'legacy' | 'candidate';
export type Side = Runner | Recording;

export interface CaseContext {
  sides: Readonly<Record<SideName, Side>>;
  root: string;
  /** Where the run is kept. */
  runFolder: string;
  rules: Rules;
  capture: CaptureRules;
  /** How often both sides are run again at most, and when. */
  reruns: { atMost: number; always: boolean };
  /** Whether all files of the legacy side are kept, as a baseline needs them. */
  keepLegacy: boolean;
  random: () => number;
  signal: AbortSignal;
}

/** One side's run, its files still in a folder of their own; undefined `aside` where they are stored already. */
interface Taken {
  outcome: Outcome;
  aside: string | undefined;
}

/** The record of a case and its verdict. `base` is the sandbox folder that this case may use. Throws what a runner throws. */
export async function runCase(each: Case, base: string, context: CaseContext): Promise<{ recorded: RecordedCase; judged: JudgedCase | undefined }> {
  const recorded: RecordedCase = { id: each.id, legacy: null, candidate: null, legacy_reruns: [], candidate_reruns: [], timings: [] };
  const { legacy } = context.sides;
  if (isRecording(legacy) && !legacy.outcomes.has(each.id)) {
    return { recorded: { ...recorded, failure: `the ${legacy.report.runner} has no such case` }, judged: undefined };
  }
  const first = await runBoth(each, base, context, '', undefined);
  Object.assign(recorded, first);
  const judge = () => judgeRecorded(recorded, context.runFolder, context.rules, context.capture);
  let judged = await judge();
  for (let rerun = 1; rerun <= context.reruns.atMost; rerun++) {
    const differs = judged?.differences.some((difference) => difference.rule === null) ?? false;
    // A side that hangs costs its whole timeout each time: once more is enough.
    const patient = rerun === 1 || !(recorded.legacy?.timed_out || recorded.candidate?.timed_out);
    if (!patient || context.signal.aborted || !(differs || (context.reruns.always && rerun === 1))) break;
    const again = await runBoth(each, base, context, `-rerun-${rerun}`, first);
    if (again.legacy) recorded.legacy_reruns.push(again.legacy);
    if (again.candidate) recorded.candidate_reruns.push(again.candidate);
    judged = await judge();
  }
  return { recorded, judged };
}

/** One timed pair of a case: nothing is kept but times and memory. Both sides must be runners. */
export async function timeCase(each: Case, base: string, { sides, root, random, signal }: CaseContext): Promise<TimedPair> {
  const ran: Partial<Record<SideName, Ran>> = {};
  for (const side of inRandomOrder(random)) {
    ran[side] = await (sides[side] as Runner).run(each, await prepareSandbox(base, each, root), signal);
    signal.throwIfAborted();
  }
  const { legacy, candidate } = ran as Record<SideName, Ran>;
  const megabytes = ({ peakMemoryBytes }: Ran) => (peakMemoryBytes === undefined ? null : peakMemoryBytes / 1_048_576);
  return { legacy_ms: legacy.durationMs, candidate_ms: candidate.durationMs, legacy_mb: megabytes(legacy), candidate_mb: megabytes(candidate) };
}

export function isRecording(side: Side): side is Recording {
  return 'outcomes' in side;
}

type Outcomes = Partial<Record<SideName, Outcome>>;

/** Runs both sides, in an order left to chance, and keeps the files that something else is different from. A recording runs no second time. */
async function runBoth(each: Case, base: string, context: CaseContext, suffix: string, first: Outcomes | undefined): Promise<Outcomes> {
  const taken: Partial<Record<SideName, Taken>> = {};
  for (const name of inRandomOrder(context.random)) {
    const side = context.sides[name];
    if (!isRecording(side)) taken[name] = await runSide(each, name, side, base, context, suffix);
    else if (first === undefined) taken[name] = await replay(each, name, side, context);
  }
  const between = differingFiles(Object.values(taken).map(({ outcome }) => outcome.files));
  const outcomes: Outcomes = {};
  for (const [name, { outcome, aside }] of Object.entries(taken) as [SideName, Taken][]) {
    outcomes[name] = outcome;
    if (aside === undefined) continue;
    const all = name === 'legacy' && context.keepLegacy && first === undefined;
    const keep = all ? new Set(Object.keys(outcome.files)) : first === undefined ? between : differingFiles([first[name]?.files ?? {}, outcome.files]);
    const files = await storeFiles(outcome.files, keep, aside, context.runFolder, sideFolder(each, name, suffix));
    await removeFolder(aside);
    outcomes[name] = { ...outcome, files };
  }
  return outcomes;
}

async function runSide(each: Case, name: SideName, side: Runner, base: string, context: CaseContext, suffix: string): Promise<Taken> {
  const { runFolder, capture, root, signal } = context;
  const sandbox = await prepareSandbox(base, each, root);
  const ran = await side.run(each, sandbox, signal);
  signal.throwIfAborted();
  const files: Record<string, FileEntry> = await listFiles(sandbox.work, capture.files);
  // What stands in the place of the folder, if anything, holds no files of the run.
  const aside = Object.keys(files).length > 0 && !('.' in files) ? asideFolder(sandbox, name) : undefined;
  if (aside !== undefined) {
    await removeFolder(aside);
    await rename(sandbox.work, aside);
  }
  const hidden = [[sandbox.work, '<work>'], [sandbox.home, '<home>'], [sandbox.temp, '<tmp>'], ...(side.hiddenPaths ?? [])] as const;
  const shown = aside !== undefined && hasOtherPaths(context) ? await hideInFiles(aside, files, hidden) : files;
  const outcome = await takeOutcome(ran, shown, hidden, runFolder, sideFolder(each, name, suffix));
  return { outcome, aside };
}

/** Whether our paths are not the same for both sides, as for a recording or in a checkout: only then do they matter in files. */
function hasOtherPaths({ sides, keepLegacy }: CaseContext): boolean {
  return keepLegacy || Object.values(sides).some((side) => isRecording(side) || side.hiddenPaths !== undefined);
}

/** The outcome as it was recorded, with its contents copied to this run. */
async function replay(each: Case, name: SideName, side: Recording, { runFolder }: CaseContext): Promise<Taken> {
  const from = join(side.folder, caseFolder(each.id), 'legacy');
  if (await stat(from).catch(() => undefined)) await cp(from, join(runFolder, sideFolder(each, name, '')), { recursive: true });
  return { outcome: side.outcomes.get(each.id)!, aside: undefined };
}

function inRandomOrder(random: () => number): SideName[] {
  return random() < 0.5 ? ['legacy', 'candidate'] : ['candidate', 'legacy'];
}

function sideFolder(each: Case, side: SideName, suffix: string): string {
  return join(caseFolder(each.id), `${side}${suffix}`);
}
