/** What is left of a module's legacy: what a clean-up would remove once the candidate serves. */

import { isWithin, toBytePath } from './domain/byte-path.ts';
import { parsePattern } from './domain/scope.ts';
import { scan, type ScannedPath } from './edges/scan.ts';
import type { Project } from './project.ts';

/** The legacy of a module, without what the candidate took the place of. Throws errors of the disk. */
export function leftOf(project: Project, name: string): ScannedPath[] {
  const { legacy, switch: way } = project.config.modules[name]!;
  const to = way?.replace === undefined ? undefined : parsePattern(way.replace.to).start;
  const { found } = scan(project.files, toBytePath(project.root), legacy.map(parsePattern));
  return to === undefined ? found : found.filter(({ path }) => !isWithin(path, to) && !isWithin(to, path));
}

/** Whether a clean-up of the module would remove anything. */
export function hasLeft(paths: readonly ScannedPath[]): boolean {
  return paths.some(({ status: { kind } }) => kind !== 'folder');
}
