/** Runs one case on both sides in equal sandboxes, and again where they differ, so that noise is told from difference. */

import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from '../domain/case.ts';
import type { CaptureRules } from '../domain/compare-config.ts';
import type { JudgedCase } from '../domain/judge.ts';
import type { FileEntry, Outcome } from '../domain/outcome.ts';
import type { RecordedCase } from '../domain/report.ts';
import type { Rules } from '../domain/rules.ts';
import { differingFiles, listFiles, storeFiles, takeOutcome } from './capture.ts';
import { judgeRecorded } from './judge-recorded.ts';
import { caseFolder } from './run-store.ts';
import type { Runner } from './runner.ts';
import { asideFolder, prepareSandbox, removeFolder } from './sandbox.ts';

export type SideName = 'legacy' | 'candidate';

export interface CaseContext {
  sides: Readonly<Record<SideName, Runner>>;
  root: string;
  /** Where the run is kept. */
  runFolder: string;
  rules: Rules;
  capture: CaptureRules;
  /** How often both sides are run again at most, and when. */
  reruns: { atMost: number; always: boolean };
  random: () => number;
  signal: AbortSignal;
}

/** One side's run, its files still in a folder of their own. */
interface Taken {
  outcome: Outcome;
  aside: string;
}

/** The record of a case and its verdict. `base` is the sandbox folder that this case may use. Throws what a runner throws. */
export async function runCase(each: Case, base: string, context: CaseContext): Promise<{ recorded: RecordedCase; judged: JudgedCase | undefined }> {
  const { legacy, candidate } = await runPair(each, base, context, '');
  const recorded: RecordedCase = { id: each.id, legacy, candidate, legacy_reruns: [], candidate_reruns: [], timings: [] };
  const judge = () => judgeRecorded(recorded, context.runFolder, context.rules, context.capture);
  let judged = await judge();
  for (let rerun = 1; rerun <= context.reruns.atMost; rerun++) {
    const differs = judged?.differences.some((difference) => difference.rule === null) ?? false;
    if (context.signal.aborted || !(differs || (context.reruns.always && rerun === 1))) break;
    const again = await runPair(each, base, context, `-rerun-${rerun}`);
    recorded.legacy_reruns.push(again.legacy);
    recorded.candidate_reruns.push(again.candidate);
    judged = await judge();
  }
  return { recorded, judged };
}

/** Runs both sides, in an order left to chance, and keeps the files that are not the same on both. */
async function runPair(each: Case, base: string, context: CaseContext, suffix: string): Promise<Record<SideName, Outcome>> {
  const order: SideName[] = context.random() < 0.5 ? ['legacy', 'candidate'] : ['candidate', 'legacy'];
  const taken: Partial<Record<SideName, Taken>> = {};
  for (const side of order) taken[side] = await runSide(each, side, base, context, suffix);
  const { legacy, candidate } = taken as Record<SideName, Taken>;
  // A rerun is compared with the first run, whose equal files were not kept: what is new in it must be.
  const keep = suffix === '' ? differingFiles([legacy.outcome.files, candidate.outcome.files]) : undefined;
  const store = async (side: SideName, { outcome, aside }: Taken): Promise<Outcome> => {
    const paths = keep ?? new Set(Object.keys(outcome.files));
    const files = await storeFiles(outcome.files, paths, aside, context.runFolder, sideFolder(each, side, suffix));
    if (Object.keys(files).length > 0) await removeFolder(aside);
    return { ...outcome, files };
  };
  return { legacy: await store('legacy', legacy), candidate: await store('candidate', candidate) };
}

async function runSide(each: Case, side: SideName, base: string, context: CaseContext, suffix: string): Promise<Taken> {
  const { runFolder, capture, root, signal } = context;
  const sandbox = await prepareSandbox(base, each, root);
  const ran = await context.sides[side].run(each, sandbox, signal);
  signal.throwIfAborted();
  const files: Record<string, FileEntry> = await listFiles(sandbox.work, capture.files);
  const aside = asideFolder(sandbox, side);
  if (Object.keys(files).length > 0) {
    await removeFolder(aside);
    await rename(sandbox.work, aside);
  }
  const outcome = await takeOutcome(ran, files, sandbox, runFolder, sideFolder(each, side, suffix));
  await removeFolder(sandbox.base);
  return { outcome, aside };
}

function sideFolder(each: Case, side: SideName, suffix: string): string {
  return join(caseFolder(each.id), `${side}${suffix}`);
}
