/** A model's findings in the words of who wrote the file. */

import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { check, fieldName } from '../../src/domain/problems.ts';

const model = z.strictObject({
  name: z.string(),
  runners: z._default(z.record(z.string(), z.strictObject({ command: z.array(z.string()), timeout: z.optional(z.number()) })), {}),
  cases: z._default(z.array(z.union([z.strictObject({ from: z.string() }), z.strictObject({ id: z.string() })])), []),
});

const problems = (data: unknown) => {
  const checked = check(model, data);
  return 'problems' in checked ? checked.problems.map(({ path, message, hint }) => [fieldName(path), message, hint]) : [];
};

describe('check', () => {
  test('gives the data when it fits, defaults filled in', () => {
    expect(check(model, { name: 'a' })).toEqual({ data: { name: 'a', runners: {}, cases: [] } });
  });

  test.each([
    ['a missing key', {}, [['name', 'is missing', undefined]]],
    ['an unknown key', { name: 'a', runer: {} }, [['runer', 'unknown key "runer"', 'did you mean "runners"?']]],
    ['an unknown key far from all', { name: 'a', zzz: 1 }, [['zzz', 'unknown key "zzz"', 'known keys: name, runners, cases']]],
    [
      'an unknown key in a record',
      { name: 'a', runners: { legacy: { command: [], timeot: 1 } } },
      [['runners.legacy.timeot', 'unknown key "timeot"', 'did you mean "timeout"?']],
    ],
    ['a wrong type', { name: 3 }, [['name', 'expected string, received number', undefined]]],
    ['a wrong element', { name: 'a', cases: [{ from: 3 }] }, [['cases[0].from', 'expected string, received number', undefined]]],
    ['several at once', { name: 3, x: 1 }, [['name', 'expected string, received number', undefined], ['x', 'unknown key "x"', 'known keys: name, runners, cases']]],
  ])('%s', (_, data, expected) => expect(problems(data)).toEqual(expected));

  test('data that holds itself is a problem where it does so; the same data twice is none', () => {
    const round: Record<string, unknown> = { id: 'a' };
    round['list'] = [{ again: round }];
    expect(problems({ name: 'a', cases: [{ id: 'b' }, round] })).toEqual([['cases[1].list[0].again', 'holds itself, without an end', undefined]]);
    const twice = { id: 'a' };
    expect(problems({ name: 'a', cases: [twice, twice] })).toEqual([]);
  });
});
