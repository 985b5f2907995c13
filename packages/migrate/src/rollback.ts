/** `migrate rollback`: back to a rollback point, which can itself be undone; or the way back from an interrupted change. */

import { joinBytes, toBytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import { selectModules } from './domain/modules.ts';
import { openChanges, readJournal } from './edges/change-journal.ts';
import { goBack, planGoBack, type GoBackPlan, type GoBackRequest } from './go-back.ts';
import { placesOf, type Project } from './project.ts';
import { exclusively, interrupted, locked } from './recover.ts';
import { resolvePoint } from './restore.ts';
import type { ChangeOutcome } from './settle.ts';
import { undo } from './take-back.ts';

export interface RollbackRequest {
  /** Id, beginning of one, `latest`, `latest~1`; undefined: the latest that holds the modules. */
  point: string | undefined;
  /** All that the point holds when empty. */
  modules: readonly string[];
  reason: string | undefined;
  drift: GoBackRequest['drift'];
}

/** Goes back. Throws ID_UNKNOWN, MODULE_UNKNOWN, DRIFT, BACKUP_DAMAGED, LOCKED and errors of the disk; then nothing is changed. */
export async function rollback(project: Project, request: RollbackRequest): Promise<ChangeOutcome & { point: string }> {
  const modules = selectModules(project.config, request.modules);
  return exclusively(project, async () => {
    const id = resolvePoint(project, request.point, request.modules);
    return { ...(await goBack(project, { ...request, id, modules })), point: id };
  });
}

/** What `rollback` would do; changes nothing, not even the lock. */
export async function planRollback(project: Project, request: RollbackRequest): Promise<GoBackPlan> {
  for (const { id, kind } of interrupted(project)) {
    project.onEvent({ type: 'warning', message: `an interrupted ${kind} (${id}) would be finished first` });
  }
  const modules = selectModules(project.config, request.modules);
  return planGoBack(project, { ...request, id: resolvePoint(project, request.point, request.modules), modules });
}

/** `rollback --abort`: takes an interrupted change back to the state before it. Throws NOTHING_TO_ABORT. */
export async function abort(project: Project): Promise<{ id: string; kind: string }> {
  return locked(project, async () => {
    const { tx } = placesOf(project.root);
    for (const id of openChanges(project.files, tx)) {
      const journal = readJournal(project.files, joinBytes(tx, toBytePath(id)));
      if (journal === undefined || !('operations' in journal)) continue;
      await undo(project, journal);
      return { id, kind: journal.kind };
    }
    throw migrateError('NOTHING_TO_ABORT', { message: 'no change of files was interrupted', hint: 'to undo a finished one, roll back to its safety point: "cutover migrate history"' });
  });
}
