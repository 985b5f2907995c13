import { expect, test } from 'vitest';
import { exactNumberOf, parseExactJson } from '../../src/domain/exact-json.ts';

test.each([
  ['{"a": [1, 2.5, "x", null, true]}', { a: [1, 2.5, 'x', null, true] }],
  ['9007199254740993', '\0number:9007199254740993'],
  ['[12345678901234567890, -12345678901234567891]', ['\0number:12345678901234567890', '\0number:-12345678901234567891']],
  ['9007199254740992', 9007199254740992],
  ['0.10000000000000001', 0.1],
  ['[NaN, Infinity, -Infinity]', ['\0number:NaN', '\0number:Infinity', '\0number:-Infinity']],
  ['"9007199254740993 NaN"', '9007199254740993 NaN'],
  ['["a\\"9007199254740993", 9007199254740993]', ['a"9007199254740993', '\0number:9007199254740993']],
  ['1e999', '\0number:1e999'],
])('%s', (text, value) => {
  expect(parseExactJson(text)).toEqual({ value });
});

test.each(['', '{', 'nan', '{a: 1}', 'text 1234567890123456789', '[1] [2]'])('%j is not JSON', (text) => {
  expect(parseExactJson(text)).toBeUndefined();
});

test('the digits of a kept number come back', () => {
  expect(exactNumberOf('\0number:9007199254740993')).toBe('9007199254740993');
  expect(exactNumberOf('9007199254740993')).toBeUndefined();
});
