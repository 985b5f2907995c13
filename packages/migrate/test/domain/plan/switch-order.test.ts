import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { circles, wayRound } from '../../../src/domain/plan/cycles.ts';
import { orderModules, type OrderedModule } from '../../../src/domain/plan/switch-order.ts';

function module(name: string, uses: Record<string, number> = {}, more: Partial<OrderedModule> = {}): OrderedModule {
  return { name, after: [], dependents: 0, codeLines: 10, uses: new Map(Object.entries(uses)), ...more };
}

const names = (modules: OrderedModule[]): string[] => orderModules(modules).map((step) => step.module);

test('what others build on goes first; between equals, the one with fewer dependents, then the smaller', () => {
  expect(names([module('cli', { core: 2 }), module('core', {}, { dependents: 9 })])).toEqual(['core', 'cli']);
  expect(names([module('a', {}, { dependents: 3 }), module('b', {}, { dependents: 1 }), module('c', {}, { dependents: 1, codeLines: 5 })])).toEqual(['c', 'b', 'a']);
});

test('the configuration\'s "after" goes before everything, and the reasons say what it costs', () => {
  const order = orderModules([module('cli', { core: 2 }), module('core', {}, { after: ['cli'] })]);
  expect(order.map((step) => step.module)).toEqual(['cli', 'core']);
  expect(order[0].reasons).toContain('although it uses core in 2 places');
  expect(order[1].reasons).toContain('after cli: the configuration says so');
});

test('modules that use each other are ordered by their dependents, and said to', () => {
  const order = orderModules([module('a', { b: 1 }, { dependents: 5 }), module('b', { a: 4 }, { dependents: 2 })]);
  expect(order.map((step) => step.module)).toEqual(['b', 'a']);
  expect(order[0].reasons).toContain('although it uses a in 4 places: they use each other');
});

test('every module has one place, and "after" always holds', () => {
  const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
  fc.assert(
    fc.property(some, fc.array(fc.tuple(fc.nat(5), fc.nat(5))), fc.array(fc.tuple(fc.nat(5), fc.nat(5))), (list, after, uses) => {
      const at = (i: number): string | undefined => list[i];
      const modules = list.map((name, i) =>
        module(
          name,
          Object.fromEntries(uses.flatMap(([from, to]) => (from === i && to !== i && at(to) ? [[at(to)!, 1]] : []))),
          // An earlier one only: circles of "after" are refused before.
          { after: [...new Set(after.flatMap(([from, to]) => (from === i && to < i && at(to) ? [at(to)!] : [])))] },
        ),
      );
      const order = names(modules);
      expect([...order].sort()).toEqual([...list].sort());
      for (const { name, after: others } of modules) for (const other of others) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
    }),
  );
});

test('circles are the groups in which each reaches each, with a way round that exists', () => {
  const edges: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['e'], e: ['d'], f: ['a'] };
  const next = (node: string): string[] => edges[node];
  const ways = circles(Object.keys(edges), next).map((circle) => wayRound(circle, next).join(' '));
  expect(ways.sort()).toEqual(['a b c', 'd e']);
});
