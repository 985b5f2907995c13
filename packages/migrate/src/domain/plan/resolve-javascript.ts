/** Finds the file that a JavaScript or TypeScript specifier stands for: relative, aliased, or a package of the project. */

import { folderOf, joinPath } from './path.ts';
import { filesBeginning, type ProjectIndex } from './project-index.ts';

const endings = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const sourceEndings: Readonly<Record<string, readonly string[]>> = { '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

/** The project's files that `specifier` in `importer` stands for: one, none for what is not of the project, many for a `*`. */
export function resolveJavaScript(index: ProjectIndex, importer: string, specifier: string): string[] {
  const plain = specifier.replace(/\?.*$/, '');
  if (/^\.{0,2}\//.test(plain) || plain === '.' || plain === '..') return at(index, joinPath(plain.startsWith('/') ? '' : folderOf(importer), plain), plain);
  const within = (folder: string): boolean => folder === '' || importer.startsWith(`${folder}/`);
  for (const { baseUrl, paths } of index.aliases.filter(({ folder }) => within(folder)).slice(0, 1)) {
    const found = firstOf(index, paths, plain, plain);
    if (found.length > 0) return found;
    const based = baseUrl === undefined ? [] : at(index, joinPath(baseUrl, plain), plain);
    if (based.length > 0) return based;
  }
  if (plain.startsWith('#')) {
    const own = index.packages.find(({ folder }) => within(folder));
    return own === undefined ? [] : firstOf(index, own.entries, plain, plain);
  }
  const named = index.packages.find(({ name }) => name !== undefined && (plain === name || plain.startsWith(`${name}/`)));
  if (named === undefined) return [];
  const subpath = `.${plain.slice(named.name!.length)}`;
  const found = firstOf(index, named.entries, subpath, plain);
  return found.length > 0 ? found : at(index, joinPath(named.folder, subpath), plain);
}

/** What the best of the patterns that fit gives: the one with the longest fixed beginning. */
function firstOf(index: ProjectIndex, patterns: readonly { pattern: string; targets: readonly string[] }[], name: string, specifier: string): string[] {
  const fitting = patterns.flatMap(({ pattern, targets }) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return pattern === name ? [{ length: Infinity, targets, part: '' }] : [];
    if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length) return [];
    return [{ length: before.length, targets, part: name.slice(before.length, name.length - after.length) }];
  });
  for (const { targets, part } of fitting.sort((a, b) => b.length - a.length)) {
    for (const target of targets) {
      const found = at(index, target.replace('*', () => part), specifier);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** The file at a path as it is written: with its ending, without, or as a folder. */
function at(index: ProjectIndex, path: string | undefined, specifier: string): string[] {
  if (path === undefined) return [];
  if (specifier.endsWith('*')) return filesBeginning(index, path.replace(/\*$/, ''));
  const ending = /\.[cm]?jsx?$/.exec(path)?.[0] ?? '';
  const sources = (sourceEndings[ending] ?? []).map((source) => path.slice(0, path.length - ending.length) + source);
  const folder = path === '' ? 'index' : `${path}/index`;
  const candidates = [path, ...sources, ...endings.map((each) => path + each), ...endings.map((each) => folder + each)];
  return candidates.filter((candidate) => index.files.has(candidate)).slice(0, 1);
}
