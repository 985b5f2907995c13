/** A parity run without a configuration: two command lines and some inputs, turned into the configuration of it. */

import type { ConfigInput } from './config.ts';
import { migrateError } from './errors.ts';

export interface OneLine {
  legacy: string;
  candidate: string;
  /** What takes the place of `{}`, a case each. */
  inputs: readonly string[];
  /** Files that are read on stdin, a case each; relative to the folder the command was given in. */
  stdinFiles: readonly string[];
  /** Whether a relative path is there, so that it means the project's file though runs start in an empty folder. */
  exists: (path: string) => boolean;
}

/** The configuration that `--legacy`, `--candidate` and inputs stand for. Throws LINE_INVALID. */
export function configOfLine({ legacy, candidate, inputs, stdinFiles, exists }: OneLine): ConfigInput {
  const takesInput = inputs.length > 0;
  if (takesInput && stdinFiles.length > 0) throw migrateError('LINE_INVALID', { message: '--input and --stdin can\'t be used together' });
  const runner = (name: string, line: string) => {
    const { command, env } = wordsOfLine(line, name, exists);
    if (takesInput !== command.some((word) => word.includes('{}'))) {
      throw migrateError('LINE_INVALID', {
        message: takesInput ? `${name} has no {} for the input` : `${name} has a {} and there is no input for it`,
        where: name,
        hint: takesInput ? `write ${name} "${line} {}"` : 'give inputs with --input VALUE or --input-file FILE',
      });
    }
    return {
      command: command.map((word) => word.replaceAll('{}', '{{input}}')),
      ...(env === undefined ? {} : { env }),
      ...(stdinFiles.length > 0 ? { stdin: '{{root}}/{{stdin}}' } : {}),
    };
  };
  return {
    name: 'one-line',
    runners: { legacy: runner('--legacy', legacy), candidate: runner('--candidate', candidate) },
    cases: casesOf(inputs, stdinFiles, exists),
  };
}

/**
 * The words of a command line as a runner takes them: what is a path of the project begins with `{{root}}`, what
 * `python -m` names is found there, and so is a tool that is installed in its node_modules. Throws LINE_INVALID.
 */
export function wordsOfLine(line: string, name: string, exists: (path: string) => boolean): { command: string[]; env: { PYTHONPATH: string } | undefined } {
  const words = withOwnTool(splitWords(line, name), exists);
  const folder = pythonFolder(words, exists);
  return {
    command: words.map((word, i) => (words[i - 1] !== '-m' && isProjectPath(word, exists) ? `{{root}}/${word.replace(/^\.\//, '')}` : word)),
    env: folder === undefined ? undefined : { PYTHONPATH: folder },
  };
}

/** Where the program of an installed package is found, relative to the project. */
export function toolPath(name: string): string {
  return `node_modules/.bin/${name}`;
}

/** As in a script of package.json, the project's own tool goes before one of the PATH; `npx` would not find it from an empty folder. */
function withOwnTool(words: readonly string[], exists: (path: string) => boolean): string[] {
  const rest = words[0] === 'npx' && words.length > 1 ? words.slice(1) : words;
  const [tool = '', ...others] = rest;
  return /^[\w.-]+$/.test(tool) && tool !== 'cutover' && exists(toolPath(tool)) ? [toolPath(tool), ...others] : [...words];
}

/** The folder from which the module after `python -m` is found, where that is one of the project. */
function pythonFolder(words: readonly string[], exists: (path: string) => boolean): string | undefined {
  const module = /(?:^|\/)(?:python|pypy)[\d.]*$/.test(words[0]!) ? words[words.indexOf('-m', 1) + 1] : undefined;
  if (module === undefined || !words.includes('-m') || !/^[\w.]+$/.test(module)) return undefined;
  const path = module.replaceAll('.', '/');
  const folder = ['', 'src/'].find((each) => exists(`${each}${path}.py`) || exists(`${each}${path}/__main__.py`));
  return folder === undefined ? undefined : `{{root}}${folder === '' ? '' : '/src'}`;
}

function casesOf(inputs: readonly string[], stdinFiles: readonly string[], exists: (path: string) => boolean): NonNullable<ConfigInput['cases']> {
  if (stdinFiles.length > 0) return stdinFiles.map((file) => ({ id: file, stdin: file }));
  if (inputs.length === 0) return [{ id: 'run' }];
  return [...new Set(inputs)].map((input) => (isProjectPath(input, exists) ? { input, files: [input] } : { input }));
}

/** Whether a word of a command means a file or folder of the project. */
export function isProjectPath(word: string, exists: (path: string) => boolean): boolean {
  const outside = word === '' || word.startsWith('/') || word.startsWith('-') || word.split('/').includes('..');
  return !outside && !word.includes('{') && exists(word);
}

/** Splits a line into words as a shell does with quotes and backslashes, and nothing else of a shell. Throws LINE_INVALID. */
export function splitWords(line: string, name: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [token] of line.matchAll(/'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|\s+|[^\s'"\\]+|[^]/g)) {
    if (/^\s/.test(token)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/^(?:\||\|\||&&|&|;|\d?>{1,2}|<)$/.test(token) && word === undefined) {
      throw migrateError('LINE_INVALID', {
        message: `${name} has "${token}", which only a shell understands`,
        where: name,
        hint: `if you need one, ask for it: ${name} "sh -c '…'"`,
      });
    } else {
      word = (word ?? '') + unquote(token, name);
    }
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw migrateError('LINE_INVALID', { message: `${name} is empty`, where: name });
  return words;
}

function unquote(token: string, name: string): string {
  if (token.length === 1 && /['"\\]/.test(token)) {
    throw migrateError('LINE_INVALID', { message: `${name} has ${token === '\\' ? 'a backslash at its end' : 'a quote that is not closed'}`, where: name });
  }
  if (token.startsWith("'")) return token.slice(1, -1);
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  return token.startsWith('\\') ? token.slice(1) : token;
}
