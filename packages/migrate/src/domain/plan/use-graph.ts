/** Which file uses which, by line: the graph that dependents, impact, cycles and unused symbols are read from. */

import type { ProjectIndex } from './project-index.ts';
import { resolveJavaScript } from './resolve-javascript.ts';
import { resolvePython } from './resolve-python.ts';
import type { SourceFacts, UseKind, WrittenImport } from './source.ts';

/** One place where a file uses another. */
export interface Use {
  from: string;
  line: number;
  /** A file, or for mentions a folder. */
  to: string;
  how: UseKind;
  /** The names that come in, with their local names; null for the whole. */
  names: WrittenImport['names'];
}

export interface UseGraph {
  facts: ReadonlyMap<string, SourceFacts>;
  /** The uses of a file or folder. */
  usesOf: (path: string) => readonly Use[];
  /** What a file uses. */
  usesBy: (path: string) => readonly Use[];
  /** Whether a file uses a name anywhere but in its imports. */
  usesName: (path: string, name: string) => boolean;
  exportsOf: (path: string) => ReadonlySet<string>;
}

/** Every import of the sources that leads to a file of the project. */
export function importsOf(facts: Iterable<SourceFacts>, index: ProjectIndex): Use[] {
  const uses: Use[] = [];
  for (const { path, language, imports } of facts) {
    for (const written of imports) {
      const found =
        language === 'python'
          ? resolvePython(index, path, written)
          : resolveJavaScript(index, path, written.of).map((to) => ({ to, names: written.names }));
      for (const { to, names } of found) {
        if (to !== path) uses.push({ from: path, line: written.line, to, how: howOf(path, written, names), names });
      }
    }
  }
  return uses;
}

/** What a package's `__init__.py` imports by name is for others. */
function howOf(path: string, { how }: WrittenImport, names: WrittenImport['names']): UseKind {
  return how === 'import' && names !== null && /(?:^|\/)__init__\.py$/.test(path) ? 're-export' : how;
}

/** The graph of these uses. */
export function makeUseGraph(facts: ReadonlyMap<string, SourceFacts>, uses: readonly Use[]): UseGraph {
  const byTarget = groupBy(uses, (use) => use.to);
  const bySource = groupBy(uses, (use) => use.from);
  const names = remember((path) => new Set(facts.get(path)?.names.split(' ')));
  const exports = remember((path) => new Set(facts.get(path)?.exports.split(' ').filter((name) => name !== '')));
  return {
    facts,
    usesOf: (path) => byTarget.get(path) ?? [],
    usesBy: (path) => bySource.get(path) ?? [],
    usesName: (path, name) => names(path).has(name),
    exportsOf: exports,
  };
}

/** A place to which a name of a file came. */
export interface Reached {
  use: Use;
  /** What the name is called there. */
  local: string;
  /** The files that passed it on, nearest to its origin first. */
  through: readonly string[];
}

/** Follows a name of a file to every file that imports it, also through files that pass it on. */
export function followName(graph: UseGraph, file: string, name: string): Reached[] {
  const reached: Reached[] = [];
  const seen = new Set<string>();
  const visit = (at: string, called: string, through: readonly string[]): void => {
    if (seen.has(`${at}\0${called}`)) return;
    seen.add(`${at}\0${called}`);
    for (const use of graph.usesOf(at)) {
      for (const local of localNames(use, called)) {
        reached.push({ use, local, through });
        if (passesOn(graph, use, local)) visit(use.from, local, [...through, use.from]);
      }
    }
  };
  visit(file, name, []);
  return reached;
}

function localNames({ names }: Use, called: string): string[] {
  if (names === null) return [called];
  return names.flatMap(([name, local]) => (name === '*' ? (local === '*' ? [called] : []) : name === called ? [local] : []));
}

/** Whether others can import the name from the file that uses it. */
function passesOn(graph: UseGraph, { from, how, names }: Use, local: string): boolean {
  if (names === null) return false;
  return how === 're-export' || graph.exportsOf(from).has(local) || graph.facts.get(from)?.language === 'python';
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function remember<T>(compute: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const found = known.get(path) ?? compute(path);
    known.set(path, found);
    return found;
  };
}
