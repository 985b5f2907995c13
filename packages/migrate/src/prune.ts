/** `migrate backups prune`: removes backups that nothing needs any more. */

import { problemsOf, tryEvidence } from './backups.ts';
import { byBytes, joinBytes, showPath, toBytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import type { StoreJournal } from './domain/journal.ts';
import { planRetention, type KeptBackup, type RetentionPlan } from './domain/retention.ts';
import { listBags } from './edges/bag-reader.ts';
import { openChanges, readJournal, writeJournal } from './edges/change-journal.ts';
import { readLedger, type Ledger } from './edges/ledger.ts';
import { freshId } from './point.ts';
import { placesOf, statePath, type Project } from './project.ts';
import { finishPrune } from './prune-store.ts';
import { exclusively } from './recover.ts';
import { sealInLedger } from './restore.ts';
import { currentServing } from './switch.ts';

export interface PruneRequest {
  keep: number | undefined;
  keepWithinMs: number | undefined;
}

export type PrunePlan = RetentionPlan;

/** Removes what `planPrune` says; each backup is there or gone at any moment. Throws LOCKED, LEDGER_BROKEN, STORE_DOUBTFUL. */
export async function prune(project: Project, request: PruneRequest): Promise<PrunePlan> {
  return exclusively(project, async () => {
    const plan = await planPrune(project, request);
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
 * of what the ledger knows; where some of it is gone, more of the rest is kept, and that is told. What is damaged is told as
 * well: it stays, and counts for nothing.
 */
export async function planPrune(project: Project, request: PruneRequest): Promise<PrunePlan> {
  const { store } = placesOf(project.root);
  const { lines } = readLedger(statePath(project), project.files);
  const ids = listBags(project.files, store);
  const pruned = new Set(lines.filter(({ kind }) => kind === 'prune').flatMap(({ detail }) => idsIn(detail['removed'])));
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
  const backups: KeptBackup[] = [];
  const unreadable: PrunePlan['keep'] = [];
  const damaged = foundDamaged(lines);
  for (const id of ids) {
    const damage = await damageOf(project, id, damaged);
    if (damage !== undefined) project.onEvent({ type: 'warning', message: `backup ${id} counts for nothing, and stays: ${damage}` });
    const evidence = tryEvidence(project, id);
    if (evidence === undefined) unreadable.push({ id, why: 'damaged: nothing says what it is, so move it away by hand' });
    else backups.push({ id, kind: evidence.kind, at: new Date(evidence.at), base: evidence.base, damage });
  }
  const { keep, remove } = planRetention(backups, { ...request, now: project.now(), needed: neededBackups(project, lines) });
  return { keep: [...keep, ...unreadable].sort((a, b) => byBytes(a.id, b.id)), remove };
}

/** What tells that a backup is not whole, without reading its content: its seal, what it says of itself, and the last look at all of it. */
async function damageOf(project: Project, id: string, damaged: ReadonlySet<unknown>): Promise<string | undefined> {
  const [problem] = await problemsOf(project, id, { seal: sealInLedger(project, id), wanted: [] });
  if (problem !== undefined) return `damaged: ${showPath(problem.path)} is not as it was made`;
  return damaged.has(id) ? `damaged: the last "cutover migrate backups --verify" found it so` : undefined;
}

/** The backups that were not whole when every byte of them was read last. */
function foundDamaged(lines: Ledger['lines']): Set<unknown> {
  const found = new Set<unknown>();
  for (const { detail } of lines.filter(({ kind }) => kind === 'verify')) {
    for (const id of idsIn(detail['whole'])) found.delete(id);
    for (const id of idsIn(detail['damaged'])) found.add(id);
  }
  return found;
}

function idsIn(list: unknown): unknown[] {
  return Array.isArray(list) ? list : [];
}

/** The points of interrupted changes, and the way back of what is switched. */
function neededBackups(project: Project, lines: Ledger['lines']): Map<string, string> {
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
