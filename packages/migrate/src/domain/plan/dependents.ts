/** Who depends on a module: every use of its files from outside, with its line, also through files that pass names on. */

import { followName, type Use, type UseGraph } from './use-graph.ts';
import type { UseKind } from './source.ts';

/** One line that depends on a module. */
export interface Dependent {
  file: string;
  line: number;
  how: UseKind;
  /** The files or folders of the module that are used. */
  uses: string[];
  /** The names that are used, as the module calls them; empty for the whole. */
  names: string[];
  /** The files outside the module through which the names came; none where the line names the module itself. */
  through: string[];
}

/** All lines outside of `files` (and folders) that use them. */
export function dependentsOf(graph: UseGraph, files: ReadonlySet<string>): Dependent[] {
  const found = new Map<string, Dependent>();
  const note = ({ from, line, how }: Use, uses: string, names: readonly string[], through: readonly string[]): void => {
    if (files.has(from)) return;
    const known = found.get(`${from}\0${line}`) ?? { file: from, line, how, uses: [], names: [], through: [...through] };
    found.set(`${from}\0${line}`, known);
    if (known.how === 'string') known.how = how;
    known.uses = union(known.uses, [uses]);
    known.names = union(known.names, names);
  };
  for (const file of files) for (const use of graph.usesOf(file)) note(use, file, namesOf(use), []);
  for (const file of files) {
    const direct = graph.usesOf(file);
    const all = direct.some(({ names }) => names?.some(([name]) => name === '*')) ? [...graph.exportsOf(file)] : [];
    for (const name of new Set([...direct.flatMap(namesOf), ...all])) {
      for (const { use, local, through } of followName(graph, file, name)) {
        const outside = through.filter((each) => !files.has(each));
        if (outside.length > 0 && isReal(graph, use, local)) note(use, file, [name], outside);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function union(known: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...known, ...more])].sort();
}

function namesOf({ names }: Use): string[] {
  return (names ?? []).flatMap(([name]) => (name === '*' ? [] : name));
}

/** Whoever imports all that a file passes on depends on one of its names only where that name is used, or passed on. */
function isReal(graph: UseGraph, { from, how, names }: Use, local: string): boolean {
  if (names !== null && !names.some(([name]) => name === '*')) return true;
  return how === 're-export' || graph.usesName(from, local);
}
