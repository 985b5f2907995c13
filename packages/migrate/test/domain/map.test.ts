import { expect, test } from 'vitest';
import { compareSchema } from '../../src/domain/compare-config.ts';
import { mapShape } from '../../src/domain/map.ts';

test.each([
  ['values in their place', { '/status': { PASS: true, FAIL: false } }, { status: 'PASS', x: 1 }, { status: true, x: 1 }],
  ['a value that is not listed', { '/status': { PASS: true } }, { status: 'SKIP' }, { status: 'SKIP' }],
  ['numbers by their text', { '/n': { 1: 'one' } }, { n: 1 }, { n: 'one' }],
  ['a place that is not there', { '/a/b': { x: 1 } }, { a: 1 }, { a: 1 }],
  ['a move', { '/a': { to: '/b/c' } }, { a: 1 }, { b: { c: 1 } }],
  ['a move into a list', { '/a': { to: '/r/0/x' }, '/b': { to: '/r/0/y' } }, { a: 1, b: 2 }, { r: [{ x: 1, y: 2 }] }],
  ['a move with values to two places', { '/s': { to: ['/ok', '/r/0/ok'], values: { PASS: true } } }, { s: 'PASS' }, { ok: true, r: [{ ok: true }] }],
  ['a star', { '/s/*/name': { to: '/s/*/script' } }, { s: [{ name: 'a' }, { name: 'b' }] }, { s: [{ script: 'a' }, { script: 'b' }] }],
  ['a swap', { '/a': { to: '/b' }, '/b': { to: '/a' } }, { a: 1, b: 2 }, { a: 2, b: 1 }],
  ['the whole into a place', { '': { to: '/result' } }, [1], { result: [1] }],
  ['out of a place to the whole', { '/result': { to: '' } }, { result: [1] }, [1]],
  ['a table that has a value named to', { '/s': { to: 'from' } }, { s: 'to' }, { s: 'from' }],
  ['a move named __proto__ stays data', { '/a': { to: '/__proto__/polluted' } }, { a: 1 }, JSON.parse('{"__proto__": {"polluted": 1}}')],
])('%s', (_, legacy, document, expected) => {
  const rules = compareSchema.parse({ map: { legacy } }).map.legacy;
  const before = structuredClone(document);
  expect(mapShape(document, rules, 'stdout')).toEqual(expected);
  expect(document).toEqual(before);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('an aspect narrows a move', () => {
  const rules = compareSchema.parse({ map: { legacy: { '/a': { to: '/b', aspect: 'file:out/*.json' } } } }).map.legacy;
  expect(mapShape({ a: 1 }, rules, 'stdout')).toEqual({ a: 1 });
  expect(mapShape({ a: 1 }, rules, 'file:out/x.json')).toEqual({ b: 1 });
});
