/** Finds the files that a Python import brings in, as Python would from the project's own folders. */

import { folderOf, foldersAbove, joinPath } from './path.ts';
import { filesBeginning, type ProjectIndex } from './project-index.ts';
import type { WrittenImport } from './source.ts';

export interface ResolvedImport {
  to: string;
  names: WrittenImport['names'];
}

/** The project's files that `written` in `importer` stands for; none for what is not of the project. */
export function resolvePython(index: ProjectIndex, importer: string, written: WrittenImport): ResolvedImport[] {
  for (const root of rootsFor(index, importer, written.level)) {
    const base = root === undefined ? undefined : joinPath(root, written.of.replaceAll('.', '/').replace(/\*$/, ''));
    if (base === undefined) continue;
    const found = written.of.endsWith('*') ? matching(index, base, written.of.endsWith('.*')) : resolveBelow(index, base, written.names);
    if (found.length > 0) return found;
  }
  return [];
}

/** The file of the module at `base`, a path without its ending. */
export function pythonModule(index: ProjectIndex, base: string): string | undefined {
  const packageFile = base === '' ? '__init__.py' : `${base}/__init__.py`;
  return [packageFile, `${base}.py`].find((file) => index.files.has(file));
}

/** Every dotted name by which Python may know a file. */
export function dottedNames(index: ProjectIndex, file: string): string[] {
  const path = file.replace(/(?:\/__init__)?\.py$/, '');
  const roots = new Set([ownRoot(index, file), ...index.pythonRoots]);
  return [...roots].flatMap((root) => {
    if (root !== '' && !path.startsWith(`${root}/`)) return [];
    return path.slice(root === '' ? 0 : root.length + 1).replaceAll('/', '.') || [];
  });
}

function rootsFor(index: ProjectIndex, importer: string, level: number): (string | undefined)[] {
  if (level === 0) return [...new Set([ownRoot(index, importer), ...index.pythonRoots])];
  return [joinPath(folderOf(importer), '../'.repeat(level - 1))];
}

/** The first folder above a file that is no package: where Python starts when it runs the file's package. */
function ownRoot(index: ProjectIndex, file: string): string {
  return foldersAbove(file).find((folder) => folder === '' || !index.files.has(`${folder}/__init__.py`)) ?? '';
}

function resolveBelow(index: ProjectIndex, base: string, names: WrittenImport['names']): ResolvedImport[] {
  const module = pythonModule(index, base);
  if (names === null) return module === undefined ? [] : [{ to: module, names: null }];
  const found: ResolvedImport[] = [];
  const own: (readonly [string, string])[] = [];
  for (const name of names) {
    const submodule = pythonModule(index, base === '' ? name[0] : `${base}/${name[0]}`);
    if (submodule === undefined || submodule === module) own.push(name);
    else found.push({ to: submodule, names: null });
  }
  return own.length > 0 && module !== undefined ? [...found, { to: module, names: own }] : found;
}

function matching(index: ProjectIndex, base: string, wholeName: boolean): ResolvedImport[] {
  const beginning = wholeName ? `${base}/` : base;
  return filesBeginning(index, beginning).flatMap((to) => (to.endsWith('.py') && !to.slice(beginning.length).includes('/') ? [{ to, names: null }] : []));
}
