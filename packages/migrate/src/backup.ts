/** `migrate backup`: makes a rollback point of modules. */

import { migrateError } from './domain/errors.ts';
import { selectModules } from './domain/modules.ts';
import { cleanedModules } from './domain/serving.ts';
import { readLedger } from './edges/ledger.ts';
import { ownedPaths } from './look.ts';
import { makePoint, type Point } from './point.ts';
import { statePath, type Project } from './project.ts';
import { exclusively } from './recover.ts';

export interface BackupRequest {
  /** All when empty. */
  modules: readonly string[];
  message: string | undefined;
  rehash: boolean;
}

export interface BackupResult extends Point {
  modules: string[];
  durationMs: number;
}

/** Copies, verifies and records the modules' files. Throws what stands in the way; then nothing is left behind. */
export async function backup(project: Project, request: BackupRequest): Promise<BackupResult> {
  const started = performance.now();
  const named = selectModules(project.config, request.modules);
  return exclusively(project, async () => {
    const modules = withFiles(project, named, request.modules.length > 0);
    const point = await makePoint(project, { ...request, kind: 'backup', modules });
    return { ...point, modules, durationMs: Math.round(performance.now() - started) };
  });
}

/** Leaves out modules that were cleaned up whole. Throws LEGACY_MISSING when nothing remains, or when they were asked for. */
function withFiles(project: Project, modules: readonly string[], named: boolean): string[] {
  const cleaned = cleanedModules(readLedger(statePath(project), project.files).lines);
  const empty = modules.filter((name) => cleaned.has(name) && ownedPaths(project, [name], 'allow').sources.length === 0);
  if (empty.length > 0 && (named || empty.length === modules.length)) {
    throw migrateError('LEGACY_MISSING', {
      message: `${empty.join(', ')} ${empty.length === 1 ? 'was' : 'were'} cleaned up: there is nothing left to back up`,
      hint: 'a rollback to the point before the clean-up brings it back: "cutover migrate history"',
    });
  }
  for (const name of empty) project.onEvent({ type: 'note', message: `module ${name} was cleaned up and has no files left: it is left out` });
  return modules.filter((name) => !empty.includes(name));
}
