import { array, assert, boolean, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycleOf, dependentsOf, downstreamOf, topologicalOrder, upstreamOf, type GraphNode } from '../../src/domain/graph.ts';

/** Graphs without a circle: each node needs some of those before it, given in a mixed order. */
const acyclic = array(record({ needs: array(integer({ min: 0, max: 30 }), { maxLength: 4 }), early: boolean() }), { minLength: 1, maxLength: 20 }).map((entries) => {
  const nodes = entries.map(({ needs }, i): GraphNode => ({ name: `n${i}`, needs: i === 0 ? [] : [...new Set(needs.map((n) => `n${n % i}`))] }));
  return [...nodes.filter((_, i) => !entries[i].early), ...nodes.filter((_, i) => entries[i].early)];
});

describe('topologicalOrder', () => {
  test('has each node once, after all that it needs', () => {
    assert(
      property(acyclic, (nodes) => {
        const order = topologicalOrder(nodes);
        expect([...order].sort()).toEqual(nodes.map(({ name }) => name).sort());
        for (const { name, needs } of nodes) for (const needed of needs) expect(order.indexOf(needed)).toBeLessThan(order.indexOf(name));
      }),
    );
  });

  test('keeps the order of the file where the graph leaves it open', () => {
    const nodes = [{ name: 'c', needs: ['b'] }, { name: 'x', needs: [] }, { name: 'b', needs: [] }, { name: 'y', needs: [] }];
    expect(topologicalOrder(nodes)).toEqual(['x', 'b', 'c', 'y']);
  });

  test('a long chain', () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => ({ name: `${i}`, needs: i === 0 ? [] : [`${i - 1}`] })).reverse();
    expect(cycleOf(nodes)).toBeUndefined();
    expect(downstreamOf('0', nodes).size).toBe(20_000);
  });
});

describe('cycleOf', () => {
  test('finds none where there is none, and one as soon as an edge closes it', () => {
    assert(
      property(acyclic, integer({ min: 0 }), (nodes, pick) => {
        expect(cycleOf(nodes)).toBeUndefined();
        const start = nodes[pick % nodes.length];
        const reached = [...downstreamOf(start.name, nodes)];
        const end = reached[pick % reached.length];
        const closed = nodes.map((node) => (node.name === start.name ? { ...node, needs: [...node.needs, end] } : node));
        const cycle = cycleOf(closed)!;
        expect(cycle[0]).toBe(cycle.at(-1));
        const dependents = dependentsOf(closed);
        for (const [i, name] of cycle.slice(0, -1).entries()) expect(dependents.get(name)).toContain(cycle[i + 1]);
      }),
    );
  });
});

test('upstreamOf gives the nearest first', () => {
  const nodes = [{ name: 'a', needs: [] }, { name: 'b', needs: ['a'] }, { name: 'c', needs: ['b', 'a'] }, { name: 'd', needs: ['c'] }, { name: 'e', needs: [] }];
  expect(upstreamOf('d', nodes)).toEqual(['c', 'b', 'a']);
});
