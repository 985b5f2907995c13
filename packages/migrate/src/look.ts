/** What modules and paths are in the tree at this moment: the beginning of every rollback point and of every way back. */

import { byBytes, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import { migrateError } from './domain/errors.ts';
import { patternsOf } from './domain/modules.ts';
import { parsePattern } from './domain/scope.ts';
import { cleanedModules } from './domain/serving.ts';
import type { Source } from './edges/bag-payload.ts';
import { readLedger } from './edges/ledger.ts';
import { scan, statusByFolders } from './edges/scan.ts';
import { statePath, type Project } from './project.ts';

/** The paths that modules own now; with `refuse`, paths that are not there need a clean-up as the reason. Throws LEGACY_MISSING and MODULES_OVERLAP. */
export function ownedPaths(project: Project, modules: readonly string[], missing: 'refuse' | 'allow'): { sources: Source[]; special: BytePath[] } {
  const owners = new Map<BytePath, Source>();
  const special = new Set<BytePath>();
  const cleaned = missing === 'allow' ? new Set<string>() : cleanedModules(readLedger(statePath(project), project.files).lines);
  for (const module of modules) {
    const patterns = patternsOf(project.config.modules[module]!);
    const found = scan(project.files, toBytePath(project.root), patterns.map(parsePattern));
    const unmatched = found.unmatched.filter((text) => project.config.modules[module]!.legacy.some((written) => parsePattern(written).text === text));
    if (missing === 'refuse' && unmatched.length > 0 && !cleaned.has(module)) {
      throw migrateError('LEGACY_MISSING', {
        message: `module ${module} names ${unmatched.map((text) => `"${text}"`).join(', ')}, and there is nothing`,
        where: `modules.${module}.legacy`,
        hint: 'correct the path, or remove it from the module',
      });
    }
    for (const path of found.special) special.add(path);
    for (const { path, status } of found.found) {
      const other = owners.get(path);
      if (other !== undefined) {
        throw migrateError('MODULES_OVERLAP', {
          message: `${showPath(path)} belongs to both ${other.module} and ${module}`,
          hint: 'let each path belong to one module, so that it can be rolled back with it',
          where: `modules.${module}.legacy`,
        });
      }
      owners.set(path, { path, status, module });
    }
  }
  return { sources: [...owners.values()].sort((a, b) => byBytes(a.path, b.path)), special: [...special].sort(byBytes) };
}

/** What a rollback point is to take, as it is at this moment and when it is looked at again. */
export interface Look {
  first: Source[];
  again: () => Source[];
  special: BytePath[];
}

export function lookAtModules(project: Project, modules: readonly string[]): Look {
  const { sources, special } = ownedPaths(project, modules, 'refuse');
  for (const path of special) {
    project.onEvent({ type: 'warning', message: `skipped ${showPath(path)}: a socket, pipe or device can't be backed up` });
  }
  return { first: sources, special, again: () => ownedPaths(project, modules, 'allow').sources };
}

export function lookAtPaths(project: Project, paths: ReadonlyMap<BytePath, string>): Look {
  const look = (): Source[] => {
    const real = new Set<BytePath>();
    return [...paths].flatMap(([path, module]) => {
      const status = statusByFolders(project.files, toBytePath(project.root), path, real);
      return status === undefined || status.kind === 'special' ? [] : [{ path, status, module }];
    });
  };
  return { first: look(), again: look, special: [] };
}
