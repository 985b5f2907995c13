/** Names near a mistyped one. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearNames } from '../../src/domain/did-you-mean.ts';

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 3],
    ['copeis', 'copies', 1],
    ['kitten', 'sitting', 3],
  ])('%j to %j is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  test('is the same both ways, zero only for equal words, and at most the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearNames', () => {
  test.each([
    ['output_pahts', ['output_paths', 'input_paths'], ['output_paths']],
    ['Runner', ['runners', 'modules'], ['runners']],
    ['xyz', ['runners', 'modules'], []],
    ['curr', ['currency_conversion', 'orders'], ['currency_conversion']],
  ])('%s among %j', (name, candidates, near) => expect(nearNames(name, candidates)).toEqual(near));
});

test('didYouMean says nothing where nothing is near', () => {
  expect(didYouMean('xyz', ['runners'])).toBeUndefined();
  expect(didYouMean('tset', ['test'])).toBe('did you mean "test"?');
});
