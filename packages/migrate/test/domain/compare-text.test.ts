import { expect, test } from 'vitest';
import { compareText } from '../../src/domain/compare-text.ts';

test('texts of millions of lines are compared place by place, and it is said', () => {
  const lines = (mark: string) => `same\n${`${mark}\n`.repeat(4_000_000)}`;
  const found = compareText(lines('a'), `${lines('b')}more\n`);
  expect(found).toHaveLength(201);
  expect(found[0]).toEqual({ path: '/2', legacyLine: 1, candidateLine: 1, kind: 'text', legacy: 'a', candidate: 'b' });
  expect(found.at(-1)).toMatchObject({ kind: 'more', legacy: 'too many lines to align: lines were compared place by place; 3999802 more differ' });
  expect(compareText(lines('a'), lines('a'))).toEqual([]);
});
