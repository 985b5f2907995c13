/** What follows once the steps of a change are done: compared, switched by command, checked, reported, recorded, put away. */

import { reasonOf } from '@cutover/runtime-testing';
import { joinBytes, showPath, toBytePath } from './domain/byte-path.ts';
import type { Operation } from './domain/change.ts';
import { migrateError } from './domain/errors.ts';
import type { ChangeJournal } from './domain/journal.ts';
import { renderRollbackReport, type VerifyResult } from './domain/rollback-report.ts';
import { putAway } from './edges/change-journal.ts';
import { ensureFolder, replaceFile } from './edges/text-file.ts';
import { mismatches, transactionOf } from './edges/transaction.ts';
import { paceOf, record } from './point.ts';
import { placesOf, type Project } from './project.ts';

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

/** What follows once the steps are done; repeatable, so that recovery can go on from anywhere. */
export async function settle(project: Project, journal: ChangeJournal): Promise<ChangeOutcome> {
  const { files } = project;
  const places = placesOf(project.root);
  const transaction = transactionOf(places, journal);
  const wrong = await mismatches(files, transaction, paceOf(project));
  if (wrong.length > 0) {
    throw migrateError('CHANGED_MEANWHILE', {
      message: `${wrong.map(showPath).slice(0, 5).join(', ')} changed while the change was under way`,
      hint: 'stop what writes there and run the command again',
    });
  }
  const results = await runCommands(project, journal);
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
  await putAwayIfPossible(project, journal.id);
  return { id: journal.id, safetyPoint, restored, removed, unchanged, kept, flags, verify: results, verified, report };
}

async function runCommands(project: Project, { actions }: ChangeJournal): Promise<VerifyResult[]> {
  if (actions.length + project.config.verify.length === 0) return [];
  const { switchAndVerify } = await import('./verify.ts');
  return switchAndVerify(project, actions.map(({ command }) => command));
}

/** The change is done and recorded: what can't be tidied up now, the next command tidies up. */
async function putAwayIfPossible(project: Project, id: string): Promise<void> {
  try {
    await putAway(project.files, placesOf(project.root), id);
  } catch (error) {
    project.onEvent({ type: 'warning', message: `could not tidy up .cutover/tx/${id} (${reasonOf(error)}): the next command will` });
  }
}

function countsOf(operations: readonly Operation[]): { restored: string[]; removed: string[] } {
  const paths = (list: readonly Operation[]): string[] => list.map(({ path }) => showPath(path));
  return {
    restored: paths(operations.filter(({ after, before }) => after !== undefined && !(after.kind === 'folder' && before?.kind === 'folder'))),
    removed: paths(operations.filter(({ after }) => after === undefined)),
  };
}
