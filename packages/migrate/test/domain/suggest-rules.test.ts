import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compareSchema } from '../../src/domain/compare-config.ts';
import type { Difference } from '../../src/domain/difference.ts';
import { suggestRules } from '../../src/domain/suggest-rules.ts';

const noisy = (path: string, legacy: Difference['legacy'], candidate: Difference['legacy'], kind: Difference['kind'] = 'changed'): Difference => ({
  aspect: 'stdout', path, kind, legacy, candidate, rule: { kind: 'noise', where: '', reason: '' },
});

test.each([
  ['a time in JSON', [noisy('/a/0/at', '2026-11-21T10:00:00Z', '2026-11-21T10:00:01Z')], ['ignore: { path: /a/*/at, aspect: stdout, reason: a time }']],
  ['a moment', [noisy('/t', 1795236126.4, 1795236127.1)], ['ignore: { path: /t, aspect: stdout, reason: a time since 1970 }']],
  ['a measurement', [noisy('/execution_time', 0.1, 0.2)], ['ignore: { path: /execution_time, aspect: stdout, reason: a measurement }']],
  ['a random id', [noisy('/id', '123e4567-e89b-12d3-a456-426614174000', '223e4567-e89b-12d3-a456-426614174001')], ['ignore: { path: /id, aspect: stdout, reason: a random id }']],
  ['a list without order', [noisy('/x/0', 'a', 'b'), noisy('/x/1', 'b', 'a')], ['unordered: { path: /x, aspect: stdout, reason: a set }']],
  ['the same place of many elements, once', [noisy('/0/at', '10:00:00', '10:00:01'), noisy('/1/at', '10:00:02', '10:00:03')], ['ignore: { path: /*/at, aspect: stdout, reason: a clock }']],
  ['a time in a text', [noisy('/3', 'at 2026-11-21 10:00:00 done', 'at 2026-11-21 10:00:09 done', 'text')], [String.raw`scrub: { pattern: '\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?', with: "<time>", aspect: stdout, reason: a time }`]],
  ['a duration in a text', [noisy('/1', 'took 12 ms', 'took 9.5 ms', 'text')], [String.raw`scrub: { pattern: '\b\d+(\.\d+)? ?(ns|us|µs|ms|s|sec|seconds)\b', with: "<duration>", aspect: stdout, reason: a duration }`]],
  ['nothing known', [noisy('/1', 'heads', 'tails', 'text')], []],
  ['a time beside something else', [noisy('/1', '10:00:00 heads', '10:00:01 tails', 'text')], []],
])('%s', (_, differences, expected) => {
  const suggested = suggestRules(differences);
  expect(suggested.map(({ list, rule }) => `${list}: ${rule}`)).toEqual(expected);
  for (const { list, rule } of suggested) expect(() => compareSchema.parse(parse(`${list}: [${rule}]`))).not.toThrow();
});
