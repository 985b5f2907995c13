/** How far a change of a module reaches: files, how deep, which entry points, which other modules. */

import type { Dependent } from './dependents.ts';
import { isTest } from './unused.ts';
import type { UseGraph } from './use-graph.ts';

export interface EntryPoint {
  file: string;
  /** How many files lie between it and the module; 0 in the module itself. */
  distance: number;
}

export interface Impact {
  /** Files that use the module themselves. */
  direct: number;
  /** Files that depend on it at any distance, tests among them. */
  files: number;
  tests: number;
  /** The longest of the shortest ways to it. */
  depth: number;
  entry_points: EntryPoint[];
  /** Modules that use it, by name. */
  modules: string[];
}

/** The impact of a module with these files and dependents. `entries` are files that are started by name. */
export function impactOf(
  graph: UseGraph,
  files: ReadonlySet<string>,
  dependents: readonly Dependent[],
  entries: ReadonlySet<string>,
  moduleOf: (path: string) => string | undefined,
): Impact {
  const distances = new Map<string, number>();
  for (const file of files) if (graph.facts.has(file)) distances.set(file, 0);
  const direct = [...new Set(dependents.filter(({ through }) => through.length === 0).map(({ file }) => file))];
  for (const file of direct) distances.set(file, 1);
  const pending = [...direct];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const { from } of graph.usesOf(at)) {
      if (distances.has(from)) continue;
      distances.set(from, distances.get(at)! + 1);
      pending.push(from);
    }
  }
  const reached = [...distances].filter(([, distance]) => distance > 0);
  const started = [...distances].filter(([file]) => !isTest(file) && (entries.has(file) || graph.facts.get(file)?.program === true));
  return {
    direct: direct.length,
    files: reached.length,
    tests: reached.filter(([file]) => isTest(file)).length,
    depth: Math.max(0, ...reached.map(([, distance]) => distance)),
    entry_points: started.map(([file, distance]) => ({ file, distance })).sort((a, b) => a.distance - b.distance || (a.file < b.file ? -1 : 1)),
    modules: [...new Set(direct.flatMap((file) => moduleOf(file) ?? []))].sort(),
  };
}
