/** Which scripts are chosen, and which a change concerns. */

import { describe, expect, test } from 'vitest';
import { affectedScripts, fitsPattern, stemOf } from '../../src/domain/selection.ts';

describe('fitsPattern', () => {
  test.each([
    ['currency_conversion', 'CURR', true],
    ['currency_conversion', 'orders', false],
    ['currency_conversion', 'c*n', true],
    ['currency_conversion', 'curr*c', false],
    ['a.b', 'a?b', true],
    ['a+b', 'a+*', true],
  ])('%s, -k %s: %s', (name, pattern, fits) => expect(fitsPattern(name, pattern)).toBe(fits));
});

test.each([
  ['/p/orders.py', 'orders'],
  ['./lib/orders.js', 'orders'],
  ['/p/shop/__init__.py', 'shop'],
  ['../lib/index.ts', 'lib'],
])('stemOf %s is %s', (path, stem) => expect(stemOf(path)).toBe(stem));

describe('affectedScripts', () => {
  const scripts = ['a', 'b', 'c'].map((name) => ({ name, path: `/p/${name}.py`, described: [`/w/${name}.spec.yaml`], inputs: [`/w/input/${name}`], generated: ['/w/input/c/made.csv'] }));
  const imports = new Map([
    ['/p/a.py', ['low']],
    ['/p/b.py', ['os']],
    ['/p/c.py', ['middle']],
    ['/p/middle.py', ['low']],
  ]);
  test.each([
    ['the script itself', ['/p/b.py'], ['b']],
    ['its specification', ['/w/b.spec.yaml'], ['b']],
    ['what it imports, also through others', ['/p/low.py'], ['a', 'c']],
    ['what only one imports', ['/p/middle.py'], ['c']],
    ['nothing of theirs', ['/p/README.md'], []],
    ['a circle of imports ends', ['/p/a.py'], ['a']],
    ['its data', ['/w/input/a/orders/train.csv', '/w/input/b'], ['a', 'b']],
    ['a name that only begins like the place of its data', ['/w/input/b2'], []],
    ['data that the test itself made, or is making', ['/w/input/c/made.csv', '/w/input/c/.17-0.tmp'], []],
  ])('%s', (_, changed, expected) => expect(affectedScripts(scripts, changed, imports)).toEqual(expected));
});
