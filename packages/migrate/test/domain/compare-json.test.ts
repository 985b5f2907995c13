import { describe, expect, test } from 'vitest';
import { compareJson } from '../../src/domain/compare-json.ts';
import { compareSchema } from '../../src/domain/compare-config.ts';
import { makeRules } from '../../src/domain/rules.ts';

type Config = Parameters<typeof compareSchema.parse>[0];

/** Differences as short lines: `path kind legacy -> candidate [rule]`. */
function differences(legacy: unknown, candidate: unknown, config: Config = {}): string[] {
  const { paths } = makeRules(compareSchema.parse(config));
  return compareJson(legacy, candidate, paths).differences.map(
    ({ path, kind, legacy: a, candidate: b, rule }) => `${path} ${kind} ${JSON.stringify(a)} -> ${JSON.stringify(b)}${rule ? ` [${rule.kind}]` : ''}`,
  );
}

describe('where two structures differ', () => {
  test.each([
    ['equal scalars', 1, 1, []],
    ['equal structures', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['key order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['a number', { a: 1 }, { a: 2 }, ['/a changed 1 -> 2']],
    ['a type', { a: 1 }, { a: '1' }, ['/a type 1 -> "1"']],
    ['null and nothing', { a: null }, {}, ['/a missing null -> null']],
    ['an added key', {}, { a: 1 }, ['/a added null -> 1']],
    ['an object for a list', { a: {} }, { a: [] }, ['/a type {} -> []']],
    ['keys that need escaping', { 'a/b~c': 1 }, { 'a/b~c': 2 }, ['/a~1b~0c changed 1 -> 2']],
    ['one element taken out', [1, 2, 3, 4], [1, 3, 4], ['/1 missing 2 -> null']],
    ['one element put in', [1, 3], [1, 2, 3], ['/1 added null -> 2']],
    ['one element changed', [1, 2, 3], [1, 9, 3], ['/1 changed 2 -> 9']],
    ['order', [1, 2], [2, 1], ['/0 changed 1 -> 2', '/1 changed 2 -> 1']],
    ['the whole document', 1, [1], [' type 1 -> [1]']],
    ['names every object has', { constructor: 1 }, {}, ['/constructor missing 1 -> null']],
    ['a key named __proto__', JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}'), ['/__proto__ changed 1 -> 2']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differences(legacy, candidate)).toEqual(expected);
  });
});

describe('ignore', () => {
  const ignore = (path: string): Config => ({ ignore: [{ path, reason: 'r' }] });
  test.each([
    ['a place', '/a', { a: 1 }, { a: 2 }, ['/a changed 1 -> 2 [ignore]']],
    ['what is equal is no difference', '/a', { a: 1 }, { a: 1 }, []],
    ['all below a place', '/a', { a: { b: 1 } }, { a: { b: 2 } }, ['/a changed {"b":1} -> {"b":2} [ignore]']],
    ['a place on one side only', '/a', { a: 1 }, {}, ['/a missing 1 -> null [ignore]']],
    ['* is one step', '/*/t', [{ t: 1 }], [{ t: 2 }], ['/0/t changed 1 -> 2 [ignore]']],
    ['* is not two steps', '/*/t', [{ x: { t: 1 } }], [{ x: { t: 2 } }], ['/0/x/t changed 1 -> 2']],
    ['** is any number of steps', '/**/t', { t: 1, x: [{ t: 1 }] }, { t: 2, x: [{ t: 2 }] }, ['/t changed 1 -> 2 [ignore]', '/x/0/t changed 1 -> 2 [ignore]']],
    ['the whole', '', { a: 1 }, { a: 2 }, [' changed {"a":1} -> {"a":2} [ignore]']],
    ['nothing else', '/a', { a: 1, b: 1 }, { a: 2, b: 2 }, ['/a changed 1 -> 2 [ignore]', '/b changed 1 -> 2']],
  ])('%s', (_, path, legacy, candidate, expected) => {
    expect(differences(legacy, candidate, ignore(path))).toEqual(expected);
  });

  test('a list that lost one element is still compared element by element', () => {
    const legacy = [{ id: 1, t: 1 }, { id: 2, t: 2 }, { id: 3, t: 3 }];
    const candidate = [{ id: 1, t: 10 }, { id: 3, t: 30 }];
    expect(differences(legacy, candidate, ignore('/*/t'))).toEqual([
      '/0/t changed 1 -> 10 [ignore]',
      '/1 missing {"id":2,"t":2} -> null',
      '/2/t changed 3 -> 30 [ignore]',
    ]);
  });
});

describe('tolerance', () => {
  const tolerance = (more: object): Config => ({ tolerance: [{ path: '/x', reason: 'r', ...more }] });
  test.each([
    ['absolute, within', { absolute: 0.1 }, 1, 1.1 - 1e-12, ['/x changed 1 -> 1.099999999999 [tolerance]']],
    ['absolute, beyond', { absolute: 0.1 }, 1, 1.2, ['/x changed 1 -> 1.2']],
    ['relative, within', { relative: 0.01 }, 1000, 1009, ['/x changed 1000 -> 1009 [tolerance]']],
    ['relative, beyond', { relative: 0.01 }, 1000, 1011, ['/x changed 1000 -> 1011']],
    ['relative to zero', { relative: 0.5 }, 0, 0.001, ['/x changed 0 -> 0.001']],
    ['texts are no numbers', { absolute: 1 }, '1', '1.5', ['/x changed "1" -> "1.5"']],
    ['all numbers below', { absolute: 1 }, [1, [5]], [2, [5.5]], ['/x/0 changed 1 -> 2 [tolerance]', '/x/1/0 changed 5 -> 5.5 [tolerance]']],
  ])('%s', (_, more, legacy, candidate, expected) => {
    expect(differences({ x: legacy }, { x: candidate }, tolerance(more))).toEqual(expected);
  });
});

describe('unordered', () => {
  const unordered: Config = { unordered: [{ path: '/x', reason: 'r' }] };
  test.each([
    ['another order', [1, 2, 3], [3, 1, 2], ['/x order [1,2,3] -> [3,1,2] [unordered]']],
    ['the same order is no difference', [1, 2], [1, 2], []],
    ['objects', [{ a: 1, b: 2 }, { a: 2 }], [{ a: 2 }, { b: 2, a: 1 }], ['/x order [{"a":1,"b":2},{"a":2}] -> [{"a":2},{"b":2,"a":1}] [unordered]']],
    ['one twice', [1, 1, 2], [2, 1, 2], ['/x/1 changed 1 -> 2']],
    ['one missing', [1, 2, 3], [3, 1], ['/x/1 missing 2 -> null']],
    ['one added', [1], [2, 1], ['/x/0 added null -> 2']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differences({ x: legacy }, { x: candidate }, unordered)).toEqual(expected);
  });

  test('elements are matched by what the rules leave of them', () => {
    const config: Config = { ...(unordered as object), ignore: [{ path: '/x/*/t', reason: 'r' }] };
    const found = differences({ x: [{ id: 1, t: 1 }, { id: 2, t: 2 }] }, { x: [{ id: 2, t: 3 }, { id: 1, t: 4 }] }, config);
    expect(found.every((line) => line.endsWith(']') && !line.endsWith('null'))).toBe(true);
    expect(found).toHaveLength(3);
  });
});
