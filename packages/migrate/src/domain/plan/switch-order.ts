/** In which order modules are best switched, each with the reasons for its place. */

import { circles } from './cycles.ts';

export interface OrderedModule {
  name: string;
  after: readonly string[];
  /** How many places outside of it depend on it. */
  dependents: number;
  codeLines: number;
  /** The modules it uses, each with the number of places. */
  uses: ReadonlyMap<string, number>;
}

export interface Step {
  module: string;
  reasons: string[];
}

/**
 * The order: what `after` demands first; then what others build on before what builds on it, so that a switched module never
 * stands on an unswitched one; between equals the one with fewer dependents, then the smaller one. Modules in a circle can't
 * all have that: there the fewest dependents decide.
 */
export function orderModules(modules: readonly OrderedModule[]): Step[] {
  const byName = new Map(modules.map((each) => [each.name, each]));
  const round = circles(byName.keys(), (name) => [...(byName.get(name)?.uses.keys() ?? [])]);
  const circleOf = (name: string): string[] | undefined => round.find((circle) => circle.includes(name));
  const waits = (module: OrderedModule, done: ReadonlySet<string>, strict: boolean): boolean =>
    module.after.some((other) => !done.has(other)) ||
    (strict && [...module.uses.keys()].some((other) => !done.has(other) && !circleOf(module.name)?.includes(other) && !demands(byName, other, module.name)));
  const steps: Step[] = [];
  const done = new Set<string>();
  while (done.size < modules.length) {
    const left = modules.filter(({ name }) => !done.has(name)).sort(bySize);
    const free = left.find((each) => !waits(each, done, true)) ?? left.find((each) => !waits(each, done, false)) ?? left[0]!;
    steps.push({ module: free.name, reasons: reasonsFor(free, modules, done, circleOf(free.name)) });
    done.add(free.name);
  }
  return steps;
}

function bySize(a: OrderedModule, b: OrderedModule): number {
  return a.dependents - b.dependents || a.codeLines - b.codeLines || (a.name < b.name ? -1 : 1);
}

/** Whether `name` has to wait for `other` by `after`, straight or through others. */
function demands(modules: ReadonlyMap<string, OrderedModule>, name: string, other: string, seen: readonly string[] = []): boolean {
  const after = modules.get(name)?.after ?? [];
  return after.includes(other) || after.some((next) => !seen.includes(next) && demands(modules, next, other, [...seen, name]));
}

function reasonsFor(module: OrderedModule, all: readonly OrderedModule[], done: ReadonlySet<string>, circle: string[] | undefined): string[] {
  const places = (count: number): string => `${count} place${count === 1 ? '' : 's'}`;
  const used = [...module.uses];
  const users = all.filter(({ name, uses }) => name !== module.name && uses.has(module.name));
  return [
    ...module.after.map((other) => `after ${other}: the configuration says so`),
    ...used.filter(([other]) => done.has(other) && !module.after.includes(other)).map(([other, count]) => `after ${other}, which it uses in ${places(count)}`),
    ...used.filter(([other]) => !done.has(other)).map(([other, count]) => `although it uses ${other} in ${places(count)}${circle?.includes(other) ? ': they use each other' : ''}`),
    ...users.filter(({ name }) => !done.has(name)).map(({ name, uses }) => `before ${name}, which uses it in ${places(uses.get(module.name)!)}`),
    ...(used.length === 0 ? ['uses no other module'] : []),
    module.dependents === 0 ? 'nothing depends on it' : `${places(module.dependents)} depend${module.dependents === 1 ? 's' : ''} on it`,
  ];
}
