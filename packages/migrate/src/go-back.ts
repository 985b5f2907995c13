/** Goes back to a rollback point: plans, refuses what nobody recorded, carries out. The lock must be held. */

import { showPath, toBytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import type { FlagValue } from './domain/evidence.ts';
import { switchOrder } from './domain/modules.ts';
import { servingByFlag, servingOf, type Serving } from './domain/serving.ts';
import type { ChangeJournal } from './domain/journal.ts';
import { carryOut, type ChangeRequest } from './change.ts';
import { readLedger } from './edges/ledger.ts';
import { statePath, type Project } from './project.ts';
import { planToPoint, type PlannedRestore } from './restore.ts';
import type { ChangeOutcome } from './settle.ts';

export interface GoBackRequest {
  /** The rollback point's full id. */
  id: string;
  modules: readonly string[];
  drift: 'refuse' | 'keep' | 'replace';
  reason: string | undefined;
  /** More for the ledger: why Cutover itself went back. */
  evidence?: Record<string, unknown>;
}

/** What going back would do. */
export interface GoBackPlan extends PlannedRestore {
  flags: Record<string, FlagValue>;
  actions: ChangeJournal['actions'];
  serving: Record<string, Serving>;
}

/** Plans the way back; touches nothing. */
export async function planGoBack(project: Project, { id, modules, drift }: GoBackRequest): Promise<GoBackPlan> {
  const plan = await planToPoint(project, { id, modules, drift });
  const { evidence, entries } = plan.point;
  const now = servingOf(readLedger(statePath(project), project.files).lines);
  const flags: GoBackPlan['flags'] = {};
  const serving: GoBackPlan['serving'] = {};
  const actions: GoBackPlan['actions'] = [];
  const { file } = project.config.flags ?? {};
  const flagsInModules = file !== undefined && entries.has(toBytePath(file));
  for (const name of switchOrder(project.config, plan.modules).reverse()) {
    const way = project.config.modules[name]!.switch;
    if (way?.flag !== undefined) {
      const value = evidence.flags[way.flag];
      if (value === undefined) continue;
      if (!flagsInModules) flags[way.flag] = value;
      serving[name] = servingByFlag(value);
    } else if (way !== undefined) {
      const then = evidence.switched[name] === true ? 'candidate' : 'legacy';
      serving[name] = then;
      if (way.run === undefined || way.undo === undefined || (now[name] ?? 'legacy') === then) continue;
      const [command, undo] = then === 'legacy' ? [way.undo, way.run] : [way.run, way.undo];
      actions.push({ module: name, command: [...command], undo: [...undo] });
    }
  }
  return { ...plan, flags, actions, serving };
}

/** Throws DRIFT, listing what nobody recorded, unless told to keep or replace it. */
export async function goBack(project: Project, request: GoBackRequest): Promise<ChangeOutcome> {
  const plan = await planGoBack(project, request);
  refuseDrift(plan, request.drift);
  const { operations, contentOf, moduleOf, unchanged, kept, linked, flags, actions, serving, modules } = plan;
  const change: ChangeRequest = {
    kind: 'rollback',
    modules,
    point: request.id,
    reason: request.reason,
    forced: request.drift === 'replace',
    operations,
    contentOf,
    moduleOf,
    unchanged,
    kept,
    linked,
    flags,
    actions,
    serving,
    evidence: request.evidence ?? {},
  };
  return carryOut(project, change);
}

const shownPaths = 20;
const driftWords = { changed: 'changed', added: 'added', special: 'no plain file' } as const;

function refuseDrift({ drift, point }: GoBackPlan, mode: GoBackRequest['drift']): void {
  const refused = mode === 'refuse' ? drift : mode === 'replace' ? drift.filter(({ change }) => change === 'special') : [];
  if (refused.length === 0) return;
  const lines = refused.slice(0, shownPaths).map(({ path, change }) => `  ${driftWords[change].padEnd(13)} ${showPath(path)}`);
  const rest = refused.length > shownPaths ? [`  and ${refused.length - shownPaths} more`] : [];
  throw migrateError('DRIFT', {
    message: [`${refused.length} file(s) changed since ${point.id} in ways that no backup or change recorded; nothing was touched`, ...lines, ...rest].join('\n'),
    hint: '--force replaces or removes them (a safety point keeps them first), --keep-drift leaves them as they are, "migrate backup" records them',
  });
}
