import { describe, expect, test } from 'vitest';
import { captureSchema, compareSchema } from '../../src/domain/compare-config.ts';
import type { SeenText } from '../../src/domain/compare-content.ts';
import { judgeCase } from '../../src/domain/judge.ts';
import { makeRules } from '../../src/domain/rules.ts';

type Scrub = { pattern: string; with: string; reason: string; side?: 'legacy' | 'candidate' }[];

const text = (content: string): SeenText => ({ text: content, bytes: content.length, sha256: undefined, truncated: false });

/** The scrubs that are not settled where the sides write these texts. */
function unsettled(scrub: Scrub, legacy: string, candidate: string): string[] {
  const outcome = (stdout: string) => ({ exitCode: 0, signal: null, timedOut: false, stdout: text(stdout), stderr: text(''), value: undefined, files: new Map() });
  const seen = { id: 'a', legacy: outcome(legacy), candidate: outcome(candidate), legacyReruns: [], candidateReruns: [] };
  return [...judgeCase(seen, makeRules(compareSchema.parse({ scrub })), captureSchema.parse({})).unsettled].map(({ where }) => where);
}

describe('a scrub that would change what it has made is named', () => {
  test.each<[name: string, scrub: Scrub, legacy: string, candidate: string, named: string[]]>([
    ['it grows', [{ pattern: 'x', with: 'xx', reason: 'r' }], 'x', 'y', ['x']],
    ['it eats its way', [{ pattern: 'aab', with: 'ab', reason: 'r' }], 'aaab', 'y', ['aab']],
    ['two undo each other', [{ pattern: 'a', with: 'b', reason: 'r' }, { pattern: 'b', with: 'a', reason: 'r' }], 'a', 'y', ['a']],
    ['one of a side', [{ pattern: 'x', with: 'xx', reason: 'r', side: 'candidate' }], 'y', 'x', ['x']],
    ['settled', [{ pattern: '\\d+', with: '<n>', reason: 'r' }], '1', '2', []],
    ['settled, since the other side has what it would change', [{ pattern: 'x', with: 'xx', reason: 'r', side: 'candidate' }], 'x', 'z', []],
    ['never used', [{ pattern: 'q', with: 'qq', reason: 'r' }], '1', '2', []],
  ])('%s', (_, scrub, legacy, candidate, named) => {
    expect(unsettled(scrub, legacy, candidate)).toEqual(named);
  });
});
