/** Reads what a project says about names: tsconfig.json and jsconfig.json, package.json, and where Python looks. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf, joinPath } from '../domain/plan/path.ts';
import type { OwnPackage, PathAliases, ProjectIndex } from '../domain/plan/project-index.ts';

export interface NamedProgram {
  name: string;
  file: string;
  manifest: string;
  line: number;
}

type Json = Record<string, unknown>;

/** The index of a project with these files, and the programs that its manifests declare. */
export async function indexProject(root: string, list: readonly string[]): Promise<{ index: ProjectIndex; programs: NamedProgram[]; unreadable: string[] }> {
  const files = new Set(list);
  const unreadable: string[] = [];
  const readJson = async (path: string): Promise<{ json: Json; text: string } | undefined> => {
    try {
      const text = await readFile(join(root, path), 'utf8');
      return { json: (await parseJson(text)) as Json, text };
    } catch {
      unreadable.push(path);
      return undefined;
    }
  };
  const named = (pattern: RegExp): string[] => list.filter((path) => pattern.test(path)).sort((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1));
  const aliases: PathAliases[] = [];
  for (const path of named(/(?:^|\/)[tj]sconfig\.json$/)) {
    const options = await compilerOptions(path, files, readJson);
    if (options !== undefined) aliases.push({ folder: folderOf(path), ...options });
  }
  const packages: OwnPackage[] = [];
  const programs: NamedProgram[] = [];
  for (const path of named(/(?:^|\/)package\.json$/)) {
    const read = await readJson(path);
    if (read === undefined) continue;
    packages.push(packageOf(path, read.json));
    programs.push(...programsOf(path, read.json, read.text, files));
  }
  return { index: { files, pythonRoots: pythonRootsIn(list), aliases, packages }, programs, unreadable };
}

/** The folder of each Python project, its `src` and `lib`, and the root. */
function pythonRootsIn(list: readonly string[]): string[] {
  const projects = list.filter((path) => /(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg)$/.test(path)).map(folderOf);
  const beside = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
  return [...new Set(['', ...projects].flatMap((folder) => [folder, beside(folder, 'src'), beside(folder, 'lib')]))];
}

type ReadJson = (path: string) => Promise<{ json: Json } | undefined>;

/** `baseUrl` and `paths` of a configuration, or of the one it extends. */
async function compilerOptions(path: string, files: ReadonlySet<string>, readJson: ReadJson, seen: readonly string[] = []): Promise<Pick<PathAliases, 'baseUrl' | 'paths'> | undefined> {
  const read = await readJson(path);
  if (read === undefined || seen.includes(path)) return undefined;
  const folder = folderOf(path);
  const options = (read.json['compilerOptions'] ?? {}) as { baseUrl?: string; paths?: Record<string, string[]> };
  const baseUrl = options.baseUrl === undefined ? undefined : joinPath(folder, options.baseUrl);
  if (options.paths === undefined && baseUrl === undefined) {
    const parents = [read.json['extends'] ?? []].flat() as string[];
    for (const parent of parents.filter((each) => each.startsWith('.'))) {
      const at = joinPath(folder, parent);
      const found = [at, `${at}.json`].find((each) => each !== undefined && files.has(each));
      const inherited = found === undefined ? undefined : await compilerOptions(found, files, readJson, [...seen, path]);
      if (inherited !== undefined) return inherited;
    }
    return { baseUrl: undefined, paths: [] };
  }
  const paths = Object.entries(options.paths ?? {}).map(([pattern, targets]) => ({ pattern, targets: targets.flatMap((target) => joinPath(baseUrl ?? folder, target) ?? []) }));
  return { baseUrl, paths };
}

function packageOf(path: string, json: Json): OwnPackage {
  const folder = folderOf(path);
  const exported = json['exports'] ?? json['module'] ?? json['main'] ?? json['types'];
  const isMap = typeof exported === 'object' && exported !== null && Object.keys(exported).some((key) => key.startsWith('.'));
  const patterns = { ...(isMap ? exported : exported === undefined ? {} : { '.': exported }), ...(json['imports'] as Json | undefined) };
  const entries = Object.entries(patterns).map(([pattern, target]) => ({ pattern, targets: leaves(target).flatMap((leaf) => sourcesOf(folder, leaf)) }));
  const main = { pattern: '.', targets: sourcesOf(folder, './src/index') };
  return { folder, name: typeof json['name'] === 'string' ? json['name'] : undefined, entries: [...entries, main] };
}

function leaves(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(leaves) : [];
}

/** The place itself, and the source that a build makes it from. */
function sourcesOf(folder: string, target: string): string[] {
  const source = target.replace(/^(?:\.\/)?(?:dist|build|lib|out)\//, './src/').replace(/\.d\.([cm]?)ts$/, '.$1js');
  return [target, source].flatMap((each) => joinPath(folder, each) ?? []);
}

function programsOf(path: string, json: Json, text: string, files: ReadonlySet<string>): NamedProgram[] {
  const { bin: declared = {}, name: own = 'bin' } = json as { bin?: string | Record<string, string>; name?: string };
  const bin = typeof declared === 'string' ? { [own]: declared } : declared;
  const lines = text.split('\n');
  return Object.entries(bin).flatMap(([name, place]) => {
    const file = sourcesOf(folderOf(path), place).flatMap((each) => [each, each.replace(/\.([cm]?)js$/, '.$1ts')]).find((each) => files.has(each));
    if (file === undefined) return [];
    const line = lines.findIndex((each) => each.includes(JSON.stringify(place))) + 1;
    return [{ name, file, manifest: path, line }];
  });
}

/** Most of it is plain JSON: what reads the rest is loaded when that is met. */
async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parseRelaxed } = await import('./relaxed-json.ts');
    return parseRelaxed(text);
  }
}
