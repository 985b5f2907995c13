/** Finds where texts (configuration, CI files, strings in code) name a file, a folder or a Python module. */

import { joinPath } from './path.ts';
import type { UseKind } from './source.ts';

/** What texts are searched for: the paths and dotted names of the modules and their replacements. */
export interface Mentionable {
  /** Files and folders. */
  paths: ReadonlySet<string>;
  /** Dotted names, each with its file. */
  modules: ReadonlyMap<string, string>;
  /** The names that a file defines. */
  exportsOf: (file: string) => ReadonlySet<string>;
}

export interface Mention {
  /** A file or a folder. */
  to: string;
  how: UseKind;
  /** What of it is named: `main` of `package.module:main`. */
  name: string | undefined;
  /** The command that an entry-point line gives a name to. */
  command: string | undefined;
}

const separators = /[\s"'`,;()[\]{}<>|&=]+/;
const namedFolder = /(?:\bcd\s+|\b(?:working[-_]directory|working_dir|packages|py_modules|include|testpaths|pythonpath|source|context|path|paths)["']?\s*[:=]\s*)/;
const entryPoint = /^[\s"'[]*([\w.-]+)["']?\s*=\s*["']?([\w.]+):([\w.]+)/;

/** A line that gives a command to a callable of a module: `tool = "package.module:main"`. */
export function entryPointIn(line: string): { command: string; module: string; callable: string } | undefined {
  const [, command, module, callable] = entryPoint.exec(line) ?? [];
  return command === undefined ? undefined : { command, module: module!, callable: callable! };
}

/** What a line names; `folder` is that of the file, from which a path may be meant as well as from the root. */
export function mentionsIn(line: string, folder: string, wanted: Mentionable, how: UseKind): Mention[] {
  const entry = entryPointIn(line);
  const entryFile = entry && wanted.modules.get(entry.module);
  if (entryFile !== undefined) return [{ to: entryFile, how: 'entry point', name: entry!.callable, command: entry!.command }];
  const found = new Map<string, Mention>();
  const words = line.split(separators);
  words.forEach((word, i) => {
    const mention = mentionOf(word, words[i - 1], folder, wanted, how) ?? (namedFolder.test(line) ? bareFolder(word, folder, wanted, how) : undefined);
    if (mention !== undefined && !found.has(mention.to)) found.set(mention.to, mention);
  });
  return [...found.values()];
}

function mentionOf(word: string, before: string | undefined, folder: string, wanted: Mentionable, how: UseKind): Mention | undefined {
  if (word.length < 3 || word.length > 300) return undefined;
  if (before === '-m') return byDots(word, wanted, 'command', true);
  for (const part of new Set([word, ...word.split(':')])) {
    const found = (part.includes('/') || /\.\w+$/.test(part) ? byPath(part, folder, wanted, how) : undefined) ?? byDots(part, wanted, how, false);
    if (found !== undefined) return found;
  }
  const [module = '', name] = word.split(':');
  const file = name === undefined ? undefined : wanted.modules.get(module);
  return file === undefined || !wanted.exportsOf(file).has(name!.split('.')[0]!) ? undefined : { to: file, how, name, command: undefined };
}

/** A single word is a folder only where a folder is expected. */
function bareFolder(word: string, folder: string, wanted: Mentionable, how: UseKind): Mention | undefined {
  return /^[\w-]{3,}$/.test(word) ? byPath(word, folder, wanted, how) : undefined;
}

function byPath(word: string, folder: string, wanted: Mentionable, how: UseKind): Mention | undefined {
  const fixed = word.replace(/^(?:\$\{?\w+\}?|\{\{\s*root\s*\}\})\//, '').replace(/\/?(?:[*?].*|\.\.\.)$/, '').replace(/[.:]$/, '');
  if (fixed === '' || fixed === '.') return undefined;
  for (const path of [fixed.startsWith('/') ? undefined : joinPath(folder, fixed), joinPath('', fixed.replace(/^\/+/, ''))]) {
    if (path !== undefined && wanted.paths.has(path)) return { to: path, how, name: undefined, command: undefined };
  }
  return undefined;
}

/** `package.module`, `package.module.name`. A name without a dot is a module only after `-m`, or with a name that it defines. */
function byDots(word: string, wanted: Mentionable, how: UseKind, isModule: boolean): Mention | undefined {
  if (!/^[A-Za-z_]\w*(?:\.\w+)*$/.test(word)) return undefined;
  const steps = word.split('.');
  for (let length = steps.length; length > 0 && length >= steps.length - 2; length--) {
    const dotted = steps.slice(0, length).join('.');
    const file = (isModule ? wanted.modules.get(`${dotted}.__main__`) : undefined) ?? wanted.modules.get(dotted);
    if (file === undefined) continue;
    const name = steps[length];
    const isNamed = name !== undefined && wanted.exportsOf(file).has(name);
    if (name !== undefined ? isNamed : length > 1 || isModule) return { to: file, how, name, command: undefined };
  }
  return undefined;
}
