/** Finds scripts by name or path, and says where it looked. */

import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { didYouMean } from '../domain/did-you-mean.ts';
import { testError } from '../domain/errors.ts';
import type { Language } from '../domain/run.ts';

export interface FoundScript {
  /** The file's name without its extension. */
  name: string;
  /** Absolute. */
  path: string;
  language: Language;
}

const languages: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
};

/**
 * The script that `wanted` names, as a path or as a name in one of `places` (absolute folders, searched in order with
 * their subfolders one level deep). Throws SCRIPT_NOT_FOUND with every place looked in, SCRIPT_AMBIGUOUS, and
 * SCRIPT_NOT_RUNNABLE. Creates nothing.
 */
export async function findScript(wanted: string, cwd: string, places: readonly string[]): Promise<FoundScript> {
  const asPath = isAbsolute(wanted) || wanted.includes('/') || wanted.includes(sep) || extname(wanted) in languages;
  if (asPath) {
    for (const folder of isAbsolute(wanted) ? [cwd] : [cwd, ...places]) {
      const path = resolve(folder, wanted);
      if (await isFile(path)) return identify(path);
    }
  }
  const name = basename(wanted, extname(wanted) in languages ? extname(wanted) : '');
  if (!asPath) {
    for (const place of places) {
      const found = await scriptsNamed(name, place);
      if (found.length === 1) return identify(found[0]!);
      if (found.length > 1) {
        throw testError('SCRIPT_AMBIGUOUS', {
          message: `there are ${found.length} scripts named "${wanted}": ${found.map((path) => shown(path, cwd)).join(', ')}`,
          hint: 'name the one you mean by its path',
        });
      }
    }
  }
  const known = (await Promise.all(places.map(listScripts))).flat().map(stem);
  const looked = [...(asPath ? [cwd] : []), ...places].map((place) => shown(place, cwd));
  throw testError('SCRIPT_NOT_FOUND', {
    message: `no script "${wanted}"; looked in ${[...new Set(looked)].join(', ')}`,
    hint: didYouMean(name, known) ?? 'name a script by its path, or add its folder with --scripts-dir',
    where: wanted,
  });
}

/** Every script in these folders, in their order. */
export async function findAllScripts(places: readonly string[]): Promise<FoundScript[]> {
  const paths = (await Promise.all(places.map(listScripts))).flat();
  const found = await Promise.all(paths.map(async (path) => ((extname(path) in languages || (await isExecutable(path))) ? identify(path) : undefined)));
  const distinct = new Map(found.filter((script) => script !== undefined).map((script) => [script.path, script]));
  return [...distinct.values()];
}

/** Every file that may be a script in a folder and its direct subfolders, absolute; none if there is no such folder. */
async function listScripts(place: string): Promise<string[]> {
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(place, entry.name);
    if (entry.name.startsWith('.') || entry.name === '__pycache__' || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      const inner = await readdir(path, { withFileTypes: true }).catch(() => []);
      files.push(...inner.filter((file) => !file.isDirectory()).map((file) => join(path, file.name)));
    } else files.push(path);
  }
  return files.filter((file) => extname(file) in languages || extname(file) === '' || extname(file) === '.sh');
}

async function scriptsNamed(name: string, place: string): Promise<string[]> {
  const inPlace = await listScripts(place);
  const named: string[] = [];
  for (const path of inPlace.filter((file) => stem(file) === name || basename(file) === name)) {
    const runnable = extname(path) in languages || (await isExecutable(path));
    if (runnable) named.push(path);
  }
  const distinct = new Map<string, string>();
  for (const path of named) distinct.set(await realpath(path), path);
  return [...distinct.values()];
}

async function identify(path: string): Promise<FoundScript> {
  const language = languages[extname(path)];
  if (language) return { name: stem(path), path, language };
  if (await isExecutable(path)) return { name: stem(path), path, language: 'executable' };
  throw testError('SCRIPT_NOT_RUNNABLE', {
    message: `${path} is neither Python, JavaScript, TypeScript nor an executable`,
    hint: `make it executable with "chmod +x ${basename(path)}", or give it one of these endings: ${Object.keys(languages).join(' ')}`,
    where: path,
  });
}

function stem(path: string): string {
  const extension = extname(path);
  return extension in languages || extension === '.sh' ? basename(path, extension) : basename(path);
}

function shown(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' ? '.' : near.startsWith('..') ? path : `./${near}`;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function isExecutable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}
