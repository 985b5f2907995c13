/** The programs of a project that could be a side of a migration, and how each is started. */

import { CutoverError } from '@cutover/runtime-testing';
import { toolPath, wordsOfLine } from '../one-line.ts';
import { entryPointIn } from '../plan/mentions.ts';
import { folderOf } from '../plan/path.ts';
import type { ProjectIndex } from '../plan/project-index.ts';
import { dottedNames } from '../plan/resolve-python.ts';
import { isTest } from '../plan/unused.ts';
import { fileStarted } from './draft.ts';

export interface Program {
  /** As one would type it in the project's folder. */
  label: string;
  /** By what it is known to be a program. */
  found: string;
  /** Words for a runner; `{{root}}` is the project. */
  command: string[];
  env: Record<string, string>;
  /** The file it starts in, relative to the project. */
  file: string;
  /** What it reads, as far as its source tells. */
  takes: 'arguments' | 'stdin' | 'unknown';
}

/** What is known of a file that may be a program. */
export interface ProgramFile {
  path: string;
  text: string;
  language: 'python' | 'javascript' | 'other';
  /** A `__main__` guard, a `#!` line. */
  isProgram: boolean;
  isExecutable: boolean;
}

export interface ProgramSources {
  index: ProjectIndex;
  files: readonly ProgramFile[];
  /** `bin` of package.json files. */
  bins: readonly { name: string; file: string; manifest: string }[];
  /** Lines of pyproject.toml and setup.cfg. */
  pythonManifests: readonly { path: string; lines: readonly string[] }[];
  /** `scripts` of the package.json at the root. */
  scripts: Readonly<Record<string, string>>;
  /** Paths of the programs of installed packages, `node_modules/.bin/tsx`. */
  tools: ReadonlySet<string>;
  /** The version of Node, which from some version on runs TypeScript by itself. */
  node: string;
}

/** All programs, each file once, the surest first: declared ones, then guards, `#!` lines and executables, then package scripts, then files that read their input at once. */
export function findPrograms(sources: ProgramSources): Program[] {
  const byPath = new Map(sources.files.map((each) => [each.path, each]));
  const found = [
    ...sources.bins.flatMap(({ name, file, manifest }) => nodeProgram(byPath.get(file), `"${name}" in ${manifest}`, sources)),
    ...consoleScripts(sources, byPath),
    ...sources.files.flatMap((file) => programOf(file, sources)),
    ...Object.entries(sources.scripts).flatMap(([name, line]) => packageScript(name, line, sources, byPath)),
    ...sources.files.filter((file) => readsAtOnce(file.text)).flatMap((file) => programOf({ ...file, isProgram: true }, sources, 'reads its input at once')),
  ];
  const seen = new Set<string>();
  return found.filter(({ file }) => !isTest(file) && !seen.has(file) && seen.add(file));
}

function nodeProgram(file: ProgramFile | undefined, found: string, sources: ProgramSources): Program[] {
  const starter = file && (/\.[cm]?js$/.test(file.path) ? 'node' : /\.[cm]?ts$/.test(file.path) ? typescriptStarter(sources) : undefined);
  if (file === undefined || starter === undefined) return [];
  const { path, text } = file;
  return [{ label: starter === 'node' ? `node ${path}` : `npx ${starter} ${path}`, found, command: [starter === 'node' ? starter : `{{root}}/${toolPath(starter)}`, `{{root}}/${path}`], env: {}, file: path, takes: takenBy(text) }];
}

/** What runs a TypeScript file here: what the project has for it, else Node where it can. */
function typescriptStarter({ tools, node }: ProgramSources): string | undefined {
  const [major = 0, minor = 0] = node.replace(/^v/, '').split('.').map(Number);
  const strips = (major === 22 && minor >= 18) || (major === 23 && minor >= 6) || major > 23;
  return ['tsx', 'ts-node'].find((name) => tools.has(toolPath(name))) ?? (strips ? 'node' : undefined);
}

function consoleScripts({ pythonManifests, index }: ProgramSources, byPath: ReadonlyMap<string, ProgramFile>): Program[] {
  const modules = new Map([...index.files].filter((path) => path.endsWith('.py')).flatMap((path) => dottedNames(index, path).map((name) => [name, path] as const)));
  return pythonManifests.flatMap(({ path, lines }) =>
    lines.flatMap((line) => {
      const entry = entryPointIn(line);
      const file = entry && modules.get(entry.module);
      if (entry === undefined || file === undefined) return [];
      const called = entry.callable.split('.')[0]!;
      const start = `import sys; sys.argv[0] = "${entry.command}"; from ${entry.module} import ${called}; sys.exit(${entry.callable}())`;
      const env = { PYTHONPATH: folderOfModule(file, entry.module) };
      return [{ label: entry.command, found: `in ${path}`, command: ['python3', '-c', start], env, file, takes: takenBy(byPath.get(file)?.text ?? '') }];
    }),
  );
}

function programOf(file: ProgramFile, sources: ProgramSources, how?: string): Program[] {
  const { index } = sources;
  const { path, text, language, isProgram, isExecutable } = file;
  const takes = takenBy(text);
  const isMain = path.endsWith('/__main__.py');
  if (language === 'python' && (isProgram || isMain) && !/(?:^|\/)setup\.py$/.test(path)) {
    const found = how ?? (isMain ? '__main__.py' : 'has a __main__ guard');
    if (!isMain && !index.files.has(`${folderOf(path)}/__init__.py`)) return [{ label: `python3 ${path}`, found, command: ['python3', `{{root}}/${path}`], env: {}, file: path, takes }];
    const module = dottedNames(index, path)[0]!;
    const started = module.replace(/\.__main__$/, '');
    return [{ label: `python3 -m ${started}`, found, command: ['python3', '-m', started], env: { PYTHONPATH: folderOfModule(path, module) }, file: path, takes }];
  }
  const started = language === 'javascript' && isProgram ? nodeProgram(file, how ?? 'has a #! line', sources) : [];
  if (started.length > 0) return started;
  const shell = language === 'other' ? /^#![^\n]*?\b((?:ba|da|k|z)?sh)\b/.exec(text)?.[1] : undefined;
  if (shell !== undefined && !isExecutable) return [{ label: `${shell} ${path}`, found: 'has a #! line', command: [shell, `{{root}}/${path}`], env: {}, file: path, takes }];
  if (isExecutable) return [{ label: `./${path}`, found: 'is executable', command: [`{{root}}/${path}`], env: {}, file: path, takes }];
  return [];
}

/** The folder from which Python finds `module` in `file`. */
function folderOfModule(file: string, module: string): string {
  const path = file.replace(/(?:\/__init__)?\.py$/, '');
  const folder = path.slice(0, path.length - module.length).replace(/\/$/, '');
  return folder === '' ? '{{root}}' : `{{root}}/${folder}`;
}

/** A script that starts a file of the project with an interpreter; anything that needs a shell is none. */
function packageScript(name: string, line: string, { index, tools }: ProgramSources, byPath: ReadonlyMap<string, ProgramFile>): Program[] {
  const inProject = (path: string): boolean => index.files.has(path.replace(/^\.\//, '')) || tools.has(path);
  try {
    const { command, env } = wordsOfLine(line, name, inProject);
    const file = fileStarted({ command, env: {} }, index);
    if (file === undefined || !/(?:^|\/)(?:node|tsx|ts-node|python3?|ruby|perl|bash|sh)$/.test(command[0]!) || command.includes('--test')) return [];
    return [{ label: line, found: `"${name}" in package.json`, command, env: { ...env }, file, takes: takenBy(byPath.get(file)?.text ?? '') }];
  } catch (error) {
    if (error instanceof CutoverError) return [];
    throw error;
  }
}

/** Whether arguments or standard input are read where a file is loaded, not in a function: nobody imports such a file. */
function readsAtOnce(text: string): boolean {
  return text.split('\n').some((line) => /^(?!#|\/[/*]|\*|async |def |class |function |export |import |from )\S.*(?:\bsys\.(?:argv|stdin)\b|\bprocess\.(?:argv|stdin)\b|\bArgumentParser\(|(?<![.\w])(?:input|parseArgs)\()/.test(line) && !line.includes('=>'));
}

/** What a source reads: its arguments before its standard input, since programs that do both are called with arguments. */
function takenBy(text: string): Program['takes'] {
  if (/\bsys\.argv\[(?!0\])|\bargv\[1|\bargparse\b|\bOptionParser\b|\bclick\b|\btyper\b|\bdocopt\b|process\.argv|\bparseArgs\b|\bcommander\b|\byargs\b|\$\{?[1@*]|\bgetopts\b|\bARGV\b/.test(text)) return 'arguments';
  return /\bsys\.stdin\b|\binput\(|\bfileinput\b|process\.stdin|readFileSync\((?:0|['"]\/dev\/stdin)|\bSTDIN\b|^\s*(?:cat|sort|awk|sed|read|while read)\b/m.test(text) ? 'stdin' : 'unknown';
}
