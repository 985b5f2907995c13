/** `migrate backups prune`: removes backups that nothing needs any more. */

import { tryEvidence } from './backups.ts';
import { byBytes, joinBytes, toBytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import type { StoreJournal } from './domain/journal.ts';
import { planRetention, type RetentionPlan } from './domain/retention.ts';
import { listBags } from './edges/bag-reader.ts';
import { openChanges, readJournal, writeJournal } from './edges/change-journal.ts';
import { readLedger } from './edges/ledger.ts';
import { freshId, statePath } from './point.ts';
import { placesOf, type Project } from './project.ts';
import { finishPrune } from './prune-store.ts';
import { exclusively } from './recover.ts';
import { currentServing } from './switch.ts';

export interface PruneRequest {
  keep: number | undefined;
  keepWithinMs: number | undefined;
}

export type PrunePlan = RetentionPlan;

/** Removes what `planPrune` says; each backup is there or gone at any moment. Throws LOCKED, LEDGER_BROKEN, STORE_DOUBTFUL. */
export async function prune(project: Project, request: PruneRequest): Promise<PrunePlan> {
  return exclusively(project, async () => {
    const plan = planPrune(project, request);
    if (plan.remove.length === 0) return plan;
    const at = project.now();
    const id = freshId(project, at);
    const detail = { removed: plan.remove, kept: plan.keep.length };
    const journal: StoreJournal = { schema_version: 1, kind: 'prune', id, by: project.by, at: at.toISOString(), modules: [], ids: plan.remove, detail };
    writeJournal(project.files, joinBytes(placesOf(project.root).tx, toBytePath(id)), journal);
    await finishPrune(project, journal);
    return plan;
  });
}

/**
 * What would be removed and what is kept, and why. A ledger that can't be read stops it, and so does a store that shows nothing
 * of what the ledger knows; where some of it is gone, more of the rest is kept, and that is told.
 */
export function planPrune(project: Project, request: PruneRequest): PrunePlan {
  const { store } = placesOf(project.root);
  const { lines } = readLedger(statePath(project), project.files);
  const ids = listBags(project.files, store);
  const pruned = new Set(lines.filter(({ kind }) => kind === 'prune').flatMap(({ detail }) => (Array.isArray(detail['removed']) ? detail['removed'] : [])));
  const known = lines.flatMap(({ kind, id }) => (kind === 'backup' && !pruned.has(id) ? [id] : []));
  const missing = known.filter((id) => !ids.includes(id));
  if (missing.length > 0 && missing.length === known.length) {
    throw migrateError('STORE_DOUBTFUL', {
      message: `the store shows none of the ${missing.length} backup(s) that the ledger knows, such as ${missing[0]!}`,
      hint: 'is the store mounted? An empty listing is no proof that nothing is there, so nothing is removed',
      where: 'backups',
    });
  }
  if (missing.length > 0) project.onEvent({ type: 'warning', message: `the ledger knows ${missing.length} backup(s) that are no longer in the store, such as ${missing[0]!}` });
  const found = ids.map((id) => ({ id, evidence: tryEvidence(project, id) }));
  const backups = found.flatMap(({ id, evidence }) => (evidence === undefined ? [] : [{ id, kind: evidence.kind, at: new Date(evidence.at), base: evidence.base }]));
  const { keep, remove } = planRetention(backups, { ...request, now: project.now(), needed: neededBackups(project, lines) });
  const unreadable = found.filter(({ evidence }) => evidence === undefined).map(({ id }) => ({ id, why: 'damaged: nothing says what it is, so move it away by hand' }));
  return { keep: [...keep, ...unreadable].sort((a, b) => byBytes(a.id, b.id)), remove };
}

/** The points of interrupted changes, and the way back of what is switched. */
function neededBackups(project: Project, lines: ReturnType<typeof readLedger>['lines']): Map<string, string> {
  const needed = new Map<string, string>();
  const { tx } = placesOf(project.root);
  for (const id of openChanges(project.files, tx)) {
    const journal = readJournal(project.files, joinBytes(tx, toBytePath(id)));
    if (journal === undefined || !('operations' in journal)) continue;
    for (const point of [journal.point, journal.safety_point]) if (point !== null) needed.set(point, 'an interrupted change needs it');
  }
  for (const [module, side] of Object.entries(currentServing(project))) {
    const line = side === 'legacy' ? undefined : lines.findLast(({ kind, modules }) => kind === 'switch' && modules.includes(module));
    const point = line?.detail['safety_point'];
    if (typeof point === 'string') needed.set(point, `the way back of ${module}`);
  }
  return needed;
}
