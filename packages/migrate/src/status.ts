/** `migrate status`: what is backed up, proven, switched and verified, by evidence; and what is to be done next. */

import { joinBytes, toBytePath } from './domain/byte-path.ts';
import { checklists, confirmable, type Checklists, type Confirmable } from './domain/checklist.ts';
import { patternsOf, selectModules, switchOrder } from './domain/modules.ts';
import { statusOf, type KnownBackup, type ModuleFacts, type ModuleStatus } from './domain/module-status.ts';
import { nextSteps, type NextStep } from './domain/next-step.ts';
import { progressOf, type ProgressPoint } from './domain/progress.ts';
import type { ParityReport } from './domain/report.ts';
import type { VerifyResult } from './domain/rollback-report.ts';
import type { LedgerLine } from './domain/ledger.ts';
import { listBackups, type ListedBackup } from './backups.ts';
import { readBag } from './edges/bag-reader.ts';
import { enumerateCases } from './edges/case-source.ts';
import { hashRunContent, type RunContent } from './edges/content-of-run.ts';
import { appendLedger, readLedger } from './edges/ledger.ts';
import { isAsBackedUp, isSameTree } from './edges/same-tree.ts';
import { hasLeft, leftOf } from './left-of-legacy.ts';
import { placesOf, statePath, type Project } from './project.ts';
import { interrupted } from './recover.ts';
import { currentServing } from './switch.ts';

export interface MigrationStatus {
  modules: ModuleStatus[];
  checklists: Checklists;
  next: NextStep[];
  interrupted: { id: string; kind: string }[];
  /** Every complete parity run, oldest first. */
  progress: ProgressPoint[];
}

/** Looks at ledger, store and tree; changes nothing. Throws MODULES_NONE, LEDGER_BROKEN, FLAGS_INVALID and CASES_INVALID. */
export async function status(project: Project): Promise<MigrationStatus> {
  const { config } = project;
  const names = selectModules(config, []);
  const { lines, warnings } = readLedger(statePath(project), project.files);
  for (const message of warnings) project.onEvent({ type: 'warning', message });
  const { content, cases } = await contentNow(project);
  const serving = currentServing(project);
  const backups = listBackups(project);
  const modules = names.map((name) => statusOf(lines, factsOf(project, name, serving[name] ?? 'legacy', backups), content));
  const open = interrupted(project);
  const last = await lastReport(project, lines);
  const switchable = switchOrder(config, names.filter((name) => config.modules[name]!.switch !== undefined));
  const lists = checklists({ lines, modules, now: content, ...last, verifyCommands: config.verify.length });
  const unconfirmed = lists.after.filter(({ id, done }) => !done && confirmable.some((each) => each === id)).map(({ id }) => id);
  const cleanable = modules.filter(({ name, serving: side }) => side === 'candidate' && hasLeft(leftOf(project, name))).map(({ name }) => name);
  return {
    modules,
    checklists: lists,
    next: nextSteps({ modules, switchable, cleanable, interrupted: open.map(({ kind }) => kind), cases, unconfirmed }),
    interrupted: open,
    progress: progressOf(lines),
  };
}

/** Runs the verify commands and records what they said of the content as it is. */
export async function verifyNow(project: Project): Promise<{ verified: boolean; verify: VerifyResult[] }> {
  const { content } = await contentNow(project);
  const { verify } = await import('./verify.ts');
  const results = await verify(project);
  const verified = results.every(({ passed }) => passed);
  const verifications = results.map(({ command, exit_code, duration_ms, passed }) => ({ command, exit_code, duration_ms, passed }));
  note(project, 'verify', { verify: verifications, verified, content });
  return { verified, verify: results };
}

/** Records that someone says an item is done that no program can see. */
export async function confirm(project: Project, confirmed: Confirmable, reason: string): Promise<void> {
  const { content } = await contentNow(project);
  note(project, 'record', { confirmed, reason, candidate: content.candidate });
}

function note(project: Project, kind: 'verify' | 'record', detail: Record<string, unknown>): void {
  const { now, random, files, by, config } = project;
  appendLedger(statePath(project), { kind, by, modules: Object.keys(config.modules), detail }, { now, random, files });
}

async function contentNow({ config, root }: Project): Promise<{ content: RunContent; cases: number }> {
  const cases = config.cases.length === 0 ? [] : await enumerateCases(config.cases, root, 'cutover.config');
  return { content: hashRunContent(root, config, cases), cases: cases.length };
}

function factsOf(project: Project, name: string, serving: ModuleFacts['serving'], backups: readonly ListedBackup[]): ModuleFacts {
  const { after, switch: way } = project.config.modules[name]!;
  return {
    name,
    after,
    way: way === undefined ? null : way.flag !== undefined ? 'flag' : way.replace !== undefined ? 'replace' : 'run',
    serving,
    backup: newestBackup(project, name, backups),
    inPlace: way?.replace !== undefined && isSameTree(project.files, project.root, way.replace.from, way.replace.to),
  };
}

function newestBackup(project: Project, name: string, backups: readonly ListedBackup[]): KnownBackup | undefined {
  const found = backups.findLast(({ evidence }) => evidence !== undefined && evidence.kind !== 'safety' && name in evidence.scope);
  if (found?.evidence === undefined || found.evidence.kind === 'safety') return undefined;
  const { id, evidence } = found;
  const { entries } = readBag(project.files, joinBytes(placesOf(project.root).store, toBytePath(id)));
  const own = entries.filter(({ module }) => module === name);
  return { id, at: evidence.at, kind: found.evidence.kind, current: isAsBackedUp(project.files, project.root, patternsOf(project.config.modules[name]!), own) };
}

/** The newest run that compared every case; the report of one that is gone or damaged is no evidence. */
async function lastReport(project: Project, lines: readonly LedgerLine[]): Promise<{ report: ParityReport | undefined; lostReport: string | undefined }> {
  const line = lines.findLast(({ kind, detail }) => kind === 'parity' && detail['complete'] !== false);
  if (line === undefined) return { report: undefined, lostReport: undefined };
  const { readReport, runFolder } = await import('./edges/run-store.ts');
  return readReport(runFolder(project.root, line.id)).then(
    (report) => ({ report, lostReport: undefined }),
    () => ({ report: undefined, lostReport: line.id }),
  );
}
