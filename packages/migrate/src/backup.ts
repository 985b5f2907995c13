/** `migrate backup`: makes a rollback point of modules. */

import { selectModules } from './domain/modules.ts';
import { makePoint, type Point } from './point.ts';
import type { Project } from './project.ts';
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
  const modules = selectModules(project.config, request.modules);
  return exclusively(project, async () => {
    const point = await makePoint(project, { ...request, kind: 'backup', modules });
    return { ...point, modules, durationMs: Math.round(performance.now() - started) };
  });
}
