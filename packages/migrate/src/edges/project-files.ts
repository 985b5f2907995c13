/** Lists a project's files, without what its .gitignore files, and every tool, leave out. */

import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { reasonOf } from '@cutover/runtime-testing';
import ignore, { type Ignore } from 'ignore';

const neverRead = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.venv', '.tox', '.nox', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.turbo']);

interface Rules {
  /** Relative to the project, or above it. */
  folder: string;
  rules: Ignore;
}

/** Something that could not be looked into. */
export interface Unread {
  /** Relative to the project. */
  path: string;
  reason: string;
}

/** All files below `root` (absolute), relative to it with `/`, in a fixed order. Links are not followed. Folders that can't be read are told. */
export async function listProjectFiles(root: string, tell: (unread: Unread) => void = () => undefined): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string, above: readonly Rules[]): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
      tell({ path: folder, reason: reasonOf(error) });
      return [];
    });
    const own = entries.some(({ name }) => name === '.gitignore') ? await readRules(join(root, folder, '.gitignore')) : undefined;
    const all = own === undefined ? above : [...above, { folder: join(root, folder), rules: own }];
    const folders: string[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() ? isNeverRead(root, path, entry.name) || isIgnored(all, join(root, path), true) : !entry.isFile() || isIgnored(all, join(root, path), false)) continue;
      if (entry.isDirectory()) folders.push(path);
      else found.push(path);
    }
    for (const path of folders) await walk(path, all);
  };
  await walk('', await rulesAbove(root));
  return found;
}

function isNeverRead(root: string, path: string, name: string): boolean {
  return neverRead.has(name) || path === '.cutover' || path === 'backups' || existsSync(join(root, path, 'pyvenv.cfg'));
}

/** The rules of the repository that the project lies in, above the project itself. */
async function rulesAbove(root: string): Promise<Rules[]> {
  const found: Rules[] = [];
  for (let folder = root; !existsSync(join(folder, '.git')); ) {
    const parent = dirname(folder);
    if (parent === folder) return [];
    folder = parent;
    const rules = await readRules(join(folder, '.gitignore'));
    if (rules !== undefined) found.unshift({ folder, rules });
  }
  return found;
}

async function readRules(path: string): Promise<Ignore | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : ignore().add(text);
}

/** The deepest file that says anything about a path decides. */
function isIgnored(all: readonly Rules[], path: string, isFolder: boolean): boolean {
  for (const { folder, rules } of all.toReversed()) {
    const { ignored, unignored } = rules.test(`${relative(folder, path)}${isFolder ? '/' : ''}`);
    if (ignored || unignored) return ignored;
  }
  return false;
}
