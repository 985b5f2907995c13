/** Classes and functions that nobody uses: in the legacy to be left behind, in the replacement extracted for nothing. */

import type { SourceSymbol } from './source.ts';
import { followName, type UseGraph } from './use-graph.ts';

export interface UnusedSymbol {
  name: string;
  kind: SourceSymbol['kind'];
  file: string;
  line: number;
  /** Tests use it, and nothing else. */
  only_tests: boolean;
}

/** Whether a file holds tests, by the naming rules of pytest, vitest, jest and their kin. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|_test\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$/.test(path);
}

/**
 * The top-level classes and functions of `files` that no file of the project uses. Not told of are methods, and what may be
 * called without being named: what is decorated, `main`, and what configuration names (`isNamed`). `placeOf` tells where a
 * file of a replacement will lie: whoever uses that place today will use the file.
 */
export function unusedSymbols(graph: UseGraph, files: Iterable<string>, isNamed: (file: string, name: string) => boolean, placeOf: (file: string) => string | undefined = () => undefined): UnusedSymbol[] {
  const unused: UnusedSymbol[] = [];
  for (const file of files) {
    if (isTest(file)) continue;
    for (const symbol of graph.facts.get(file)?.symbols ?? []) {
      if (symbol.registered || symbol.used_here || ['main', 'default'].includes(symbol.name) || symbol.name.startsWith('__')) continue;
      if (isNamed(file, symbol.name)) continue;
      const users = usersOf(graph, file, symbol, placeOf);
      if (users.some((user) => !isTest(user))) continue;
      unused.push({ name: symbol.name, kind: symbol.kind, file, line: symbol.line, only_tests: users.length > 0 });
    }
  }
  return unused.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function usersOf(graph: UseGraph, file: string, { name, exported_as }: SourceSymbol, placeOf: (file: string) => string | undefined): string[] {
  return [name, ...exported_as].flatMap((called) => {
    const reached = followName(graph, file, called);
    const known = [{ file, name: called }, ...reached.map(({ use, local }) => ({ file: use.from, name: local }))];
    const later = known.flatMap((each) => {
      const place = placeOf(each.file);
      return place === undefined ? [] : followName(graph, place, each.name);
    });
    return [...reached, ...later].flatMap(({ use, local }) => (graph.usesName(use.from, local) ? use.from : []));
  });
}
