/** Carries a planned change out: all of it or none of it, whatever happens on the way. */

import { joinBytes, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import { decodeOperation, encodeOperation, type Operation } from './domain/change.ts';
import { migrateError } from './domain/errors.ts';
import type { FlagValue } from './domain/evidence.ts';
import type { ChangeJournal } from './domain/journal.ts';
import { renderRollbackReport, type VerifyResult } from './domain/rollback-report.ts';
import type { Serving } from './domain/serving.ts';
import { discard, isAborted, markAbort, putAway, readJournal, writeJournal } from './edges/change-journal.ts';
import { editFlags, readFlags, readFlagsText } from './edges/flags-file.ts';
import { preflight, stage, type Content } from './edges/staging.ts';
import { ensureFolder, replaceFile } from './edges/text-file.ts';
import { backward, forward, mismatches, type Transaction } from './edges/transaction.ts';
import { statusInside } from './edges/scan.ts';
import { freshId, isInLedger, makePoint, paceOf, record } from './point.ts';
import { placesOf, type Project } from './project.ts';
import { runInProject, verify } from './verify.ts';
import { createHash } from 'node:crypto';

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

export interface ChangeOutcome {
  id: string;
  safetyPoint: string | null;
  restored: string[];
  removed: string[];
  unchanged: number;
  kept: string[];
  flags: Record<string, { from: unknown; to: unknown }>;
  verify: VerifyResult[];
  /** Whether the tree was read back as planned and every verify command passed. */
  verified: boolean;
  /** The report for people, relative to the project; null for a switch. */
  report: string | null;
}

/** Safety point, staging, journal, steps, checks, ledger, report. Before the journal nothing is touched; after it all or nothing. */
export async function carryOut(project: Project, request: ChangeRequest): Promise<ChangeOutcome> {
  const { files } = project;
  const places = placesOf(project.root);
  const at = project.now();
  const id = freshId(project, at);
  const flagStep = flagsOperation(project, request.flags);
  const operations = [...request.operations, ...(flagStep === undefined ? [] : [flagStep.operation])];
  const transaction: Transaction = { root: places.root, folder: joinBytes(places.tx, toBytePath(id)), operations };
  ensureFolder(files, transaction.folder);
  try {
    preflight(files, transaction);
    const safetyPoint = request.safetyPoint ?? (await makeSafetyPoint(project, request, flagStep !== undefined));
    await stage(files, transaction, (operation) => (operation === flagStep?.operation ? flagStep.content : request.contentOf(operation)), paceOf(project));
    const journal = journalOf(project, request, { id, at, operations, safetyPoint, flags: flagStep?.changes ?? {} });
    writeJournal(files, transaction.folder, journal);
    forward(files, transaction);
    return await settle(project, journal);
  } catch (error) {
    takeBack(project, transaction, error);
    throw error;
  }
}

/** What follows once the steps are done; repeatable, so that recovery can go on from anywhere. */
export async function settle(project: Project, journal: ChangeJournal): Promise<ChangeOutcome> {
  const { files } = project;
  const places = placesOf(project.root);
  const transaction = transactionOf(project, journal);
  const wrong = mismatches(files, transaction);
  if (wrong.length > 0) {
    throw migrateError('CHANGED_MEANWHILE', {
      message: `${wrong.map(showPath).slice(0, 5).join(', ')} changed while the change was under way`,
      hint: 'stop what writes there and run the command again',
    });
  }
  const actions = await runActions(project, journal);
  const results = actions.every(({ passed }) => passed) ? [...actions, ...(await verify(project))] : actions;
  const flagsFile = toBytePath(project.config.flags?.file ?? '');
  const { restored, removed } = countsOf(transaction.operations.filter(({ path }) => path !== flagsFile || Object.keys(journal.flags).length === 0));
  const verified = results.every((result) => result.passed);
  const report = journal.kind === 'rollback' ? `.cutover/reports/rollback-${journal.id}.md` : null;
  if (report !== null) {
    const text = renderRollbackReport({ journal, restored, removed, verify: results, compared: true, finishedAt: project.now() });
    ensureFolder(files, places.reports);
    replaceFile(files, joinBytes(places.root, toBytePath(report)), text);
  }
  const { point, safety_point: safetyPoint, reason, forced, unchanged, kept, flags, serving, evidence } = journal;
  const detail = {
    point,
    safety_point: safetyPoint,
    reason,
    forced,
    restored: restored.length,
    removed: removed.length,
    unchanged,
    kept,
    flags,
    serving,
    ...evidence,
    verify: results.map(({ command, exit_code, duration_ms, passed }) => ({ command, exit_code, duration_ms, passed })),
    verified,
    report,
  };
  record(project, journal.id, { kind: journal.kind, by: journal.by, modules: journal.modules, detail });
  putAwayIfPossible(project, journal.id);
  return { id: journal.id, safetyPoint, restored, removed, unchanged, kept, flags, verify: results, verified, report };
}

/** Up to the first that fails: after it nothing more is started. */
async function runActions(project: Project, { actions }: ChangeJournal): Promise<VerifyResult[]> {
  const results: VerifyResult[] = [];
  for (const { command } of actions) {
    const result = await runInProject(project, command);
    results.push(result);
    if (!result.passed) break;
  }
  return results;
}

/** The change is done and recorded: what can't be tidied up now, the next command tidies up. */
function putAwayIfPossible(project: Project, id: string): void {
  try {
    putAway(project.files, placesOf(project.root), id);
  } catch (error) {
    project.onEvent({ type: 'warning', message: `could not tidy up .cutover/tx/${id} (${messageOf(error)}): the next command will` });
  }
}

/** Goes back to the state before, from wherever the change came to, and forgets it. */
export function undo(project: Project, journal: ChangeJournal): void {
  const { files } = project;
  const transaction = transactionOf(project, journal);
  markAbort(files, transaction.folder);
  backward(files, transaction);
  discard(files, transaction.folder);
}

/** Finishes a change whose journal is written: to the new state, or back when that was begun. */
export async function resume(project: Project, journal: ChangeJournal): Promise<'finished' | 'undone'> {
  const transaction = transactionOf(project, journal);
  if (isAborted(project.files, transaction.folder)) {
    undo(project, journal);
    return 'undone';
  }
  forward(project.files, transaction);
  await settle(project, journal);
  return 'finished';
}

function transactionOf(project: Project, journal: ChangeJournal): Transaction {
  const { root, tx } = placesOf(project.root);
  return { root, folder: joinBytes(tx, toBytePath(journal.id)), operations: journal.operations.map(decodeOperation) };
}

/** After a failure: back to the old state. If that fails as well, the journal stays for recovery, and the error says so. */
function takeBack(project: Project, transaction: Transaction, error: unknown): void {
  const { files } = project;
  try {
    if (files.status(transaction.folder) === undefined) return;
    const journal = readJournal(files, transaction.folder);
    if (journal !== undefined && isInLedger(project, journal.id, journal.kind)) return;
    if (journal !== undefined) {
      markAbort(files, transaction.folder);
      backward(files, transaction);
    }
    discard(files, transaction.folder);
  } catch (cause) {
    throw migrateError('CHANGE_INTERRUPTED', {
      message: `the change failed (${messageOf(error)}) and could not be taken back yet (${messageOf(cause)})`,
      hint: 'nothing is lost: mend the cause, then "cutover migrate recover" goes on from here',
      cause: error,
    });
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

interface FlagStep {
  operation: Operation;
  content: Content;
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** The step that gives the flags file other values; undefined when it has them already. */
function flagsOperation(project: Project, wanted: Readonly<Record<string, FlagValue>>): FlagStep | undefined {
  const { flags } = project.config;
  const root = toBytePath(project.root);
  if (flags === undefined) return undefined;
  const current = readFlags(project.files, root, project.config);
  const changed = Object.entries(wanted).filter(([name, value]) => (current[name] ?? null) !== value);
  if (changed.length === 0) return undefined;
  const path = toBytePath(flags.file);
  const text = readFlagsText(project.files, root, flags);
  const status = statusInside(project.files, root, path);
  if (status?.kind !== 'file') throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not a plain file`, where: flags.file });
  const bytes = Buffer.from(editFlags(text, flags, Object.fromEntries(changed)));
  const { mode, mtimeNs, dev, ino } = status;
  const after = { kind: 'file' as const, mode, mtimeNs: BigInt(project.now().getTime()) * 1_000_000n, sizeBytes: bytes.length, sha256: sha256(bytes) };
  const before = { kind: 'file' as const, mode, mtimeNs, dev, ino, sizeBytes: status.sizeBytes, sha256: sha256(Buffer.from(text)) };
  return {
    operation: { path, before, after, retouch: false },
    content: { bytes },
    changes: Object.fromEntries(changed.map(([name, value]) => [name, { from: current[name] ?? null, to: value }])),
  };
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

function countsOf(operations: readonly Operation[]): { restored: string[]; removed: string[] } {
  const paths = (list: readonly Operation[]): string[] => list.map(({ path }) => showPath(path));
  return {
    restored: paths(operations.filter(({ after, before }) => after !== undefined && !(after.kind === 'folder' && before?.kind === 'folder'))),
    removed: paths(operations.filter(({ after }) => after === undefined)),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
