/**
 * Finds scripts by name or path, and says where it looked. Synchronous: a few calls of microseconds each, before anything
 * else can begin.
 */

import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { didYouMean } from '../domain/did-you-mean.ts';
import { CutoverError } from '../domain/error.ts';
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
export function findScript(wanted: string, cwd: string, places: readonly string[]): FoundScript {
  const asPath = isAbsolute(wanted) || wanted.includes('/') || wanted.includes(sep) || extname(wanted) in languages;
  if (asPath) {
    for (const folder of isAbsolute(wanted) ? [cwd] : [cwd, ...places]) {
      const path = resolve(folder, wanted);
      if (isFile(path)) return identify(path);
    }
  }
  const name = basename(wanted, extname(wanted) in languages ? extname(wanted) : '');
  if (!asPath) {
    for (const place of places) {
      const found = scriptsNamed(name, place);
      if (found.length === 1) return identify(found[0]!);
      if (found.length > 1) {
        throw testError('SCRIPT_AMBIGUOUS', {
          message: `there are ${found.length} scripts named "${wanted}": ${found.map((path) => shown(path, cwd)).join(', ')}`,
          hint: 'name the one you mean by its path',
        });
      }
    }
  }
  const [notRunnable] = asPath ? [] : places.flatMap((place) => filesNamed(name, place));
  if (notRunnable !== undefined) return identify(notRunnable);
  const known = places.flatMap(listScripts).map(stem);
  const looked = [...(asPath ? [cwd] : []), ...places].map((place) => shown(place, cwd));
  throw testError('SCRIPT_NOT_FOUND', {
    message: `no script "${wanted}"; looked in ${[...new Set(looked)].join(', ')}`,
    hint: didYouMean(name, known) ?? 'name a script by its path, or add its folder with --scripts-dir',
    where: wanted,
  });
}

/** What `find` makes of each, in their order; where several can't be found, the error tells all of them. */
export function findEach<T>(wanted: readonly T[], find: (each: T) => FoundScript): FoundScript[] {
  const errors: CutoverError[] = [];
  const found = wanted.flatMap((each) => {
    try {
      return [find(each)];
    } catch (error) {
      if (!(error instanceof CutoverError)) throw error;
      errors.push(error);
      return [];
    }
  });
  const [first] = errors;
  if (first === undefined) return found;
  if (errors.length === 1) throw first;
  const list = errors.map(({ message, hint }) => `  ${message}${hint === undefined ? '' : ` (${hint})`}`);
  throw new CutoverError(first.code, first.exit, { message: `${errors.length} scripts can't be tested\n${list.join('\n')}`, where: first.where });
}

/** Every script in these folders, in their order. */
export function findAllScripts(places: readonly string[]): FoundScript[] {
  const runnable = places.flatMap(listScripts).filter((path) => extname(path) in languages || isExecutable(path));
  const distinct = new Map(runnable.map((path) => [path, identify(path)]));
  return [...distinct.values()];
}

/** Every file that may be a script in a folder and its direct subfolders, absolute; none if there is no such folder. */
function listScripts(place: string): string[] {
  const files: string[] = [];
  for (const entry of entriesOf(place).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(place, entry.name);
    if (entry.name.startsWith('.') || entry.name === '__pycache__' || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      files.push(...entriesOf(path).filter((file) => !file.isDirectory()).map((file) => join(path, file.name)));
    } else files.push(path);
  }
  // A link may lead nowhere.
  return files.filter((file) => (extname(file) in languages || extname(file) === '' || extname(file) === '.sh') && basename(file) !== '__init__.py' && isFile(file));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function filesNamed(name: string, place: string): string[] {
  return listScripts(place).filter((file) => stem(file) === name || basename(file) === name);
}

function scriptsNamed(name: string, place: string): string[] {
  const runnable = filesNamed(name, place).filter((path) => extname(path) in languages || isExecutable(path));
  return [...new Map(runnable.map((path) => [realpathSync(path), path])).values()];
}

function identify(path: string): FoundScript {
  const language = languages[extname(path)];
  if (language) return { name: stem(path), path, language };
  if (isExecutable(path)) return { name: stem(path), path, language: 'executable' };
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

function isFile(path: string): boolean {
  return lookAt(path)?.isFile() === true;
}

function isExecutable(path: string): boolean {
  const found = lookAt(path);
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
