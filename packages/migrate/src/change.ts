/** Carries a planned change out: all of it or none of it, whatever happens on the way. */

import { joinBytes, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import { encodeOperation, type Operation } from './domain/change.ts';
import type { FlagValue } from './domain/evidence.ts';
import type { ChangeJournal } from './domain/journal.ts';
import type { Serving } from './domain/serving.ts';
import { writeJournal } from './edges/change-journal.ts';
import { preflight, stage, type Content } from './edges/staging.ts';
import { readyThreads } from './edges/spread.ts';
import { ensureFolder } from './edges/text-file.ts';
import { forward, type Transaction } from './edges/transaction.ts';
import { flagStepTo, type FlagStep } from './flag-step.ts';
import { freshId, makePoint, paceOf } from './point.ts';
import { placesOf, type Project } from './project.ts';
import { settle, type ChangeOutcome } from './settle.ts';
import { takeBack } from './take-back.ts';

export interface ChangeRequest {
  kind: ChangeJournal['kind'];
  modules: readonly string[];
  /** The rollback point gone to; null for a switch. */
  point: string | null;
  reason: string | undefined;
  forced: boolean;
  operations: readonly Operation[];
  contentOf: (operation: Operation) => Content;
  moduleOf: ReadonlyMap<BytePath, string>;
  unchanged: number;
  kept: readonly BytePath[];
  /** More paths that the safety point must hold. */
  linked: readonly BytePath[];
  /** The values that the flags are to have. */
  flags: Readonly<Record<string, FlagValue>>;
  actions: ChangeJournal['actions'];
  serving: Readonly<Record<string, Serving>>;
  evidence: Record<string, unknown>;
  /** The rollback point that keeps the state before, if there is one already; else a safety point resting on `point` is made. */
  safetyPoint?: string;
}

/** Safety point, staging, journal, steps, checks, ledger, report. Before the journal nothing is touched; after it all or nothing. */
export async function carryOut(project: Project, request: ChangeRequest): Promise<ChangeOutcome> {
  const { files } = project;
  const places = placesOf(project.root);
  const at = project.now();
  const id = freshId(project, at);
  const flagStep = flagStepTo(project, request.flags);
  const operations = [...request.operations, ...(flagStep === undefined ? [] : [flagStep.operation])];
  const transaction: Transaction = { root: places.root, folder: joinBytes(places.tx, toBytePath(id)), operations };
  readyThreads(files, operations.length);
  ensureFolder(files, transaction.folder);
  try {
    preflight(files, transaction);
    const safetyPoint = request.safetyPoint ?? (await makeSafetyPoint(project, request, flagStep !== undefined));
    await stage(files, transaction, (operation) => (operation === flagStep?.operation ? flagStep.content : request.contentOf(operation)), paceOf(project));
    const journal = journalOf(project, request, { id, at, operations, safetyPoint, flags: flagStep?.changes ?? {} });
    writeJournal(files, transaction.folder, journal);
    await forward(files, transaction);
    return await settle(project, journal);
  } catch (error) {
    await takeBack(project, transaction, error);
    throw error;
  }
}

async function makeSafetyPoint(project: Project, request: ChangeRequest, flagsChange: boolean): Promise<string | null> {
  const { operations, kept, linked, point, modules } = request;
  if (operations.length === 0 && !flagsChange && request.actions.length === 0) return null;
  const paths = new Map<BytePath, string>();
  for (const path of [...operations.map((operation) => operation.path), ...kept, ...linked]) paths.set(path, request.moduleOf.get(path) ?? modules[0]!);
  const message = `before the rollback to ${point}`;
  const safety = await makePoint(project, { kind: 'safety', modules, message, only: { paths, base: point! } });
  return safety.id;
}

function journalOf(
  project: Project,
  request: ChangeRequest,
  made: { id: string; at: Date; operations: readonly Operation[]; safetyPoint: string | null; flags: FlagStep['changes'] },
): ChangeJournal {
  const { kind, modules, point, reason, forced, unchanged, kept, actions, serving, evidence } = request;
  return {
    schema_version: 1,
    id: made.id,
    by: project.by,
    at: made.at.toISOString(),
    modules: [...modules],
    kind,
    point,
    safety_point: made.safetyPoint,
    reason: reason ?? null,
    forced,
    operations: made.operations.map(encodeOperation),
    unchanged,
    kept: kept.map(showPath),
    flags: made.flags,
    actions,
    serving: { ...serving },
    evidence,
  };
}
