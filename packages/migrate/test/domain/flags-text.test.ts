import { expect, test } from 'vitest';
import { editValue } from '../../src/domain/flags-text.ts';

const path = ['mig', 'use_new'];

test.each([
  ['a value with a comment', 'mig:\n  # why\n  use_new: false   # since May\n', 'mig:\n  # why\n  use_new: true   # since May\n'],
  ['no value', 'mig:\n  use_new:\n  other: 1\n', 'mig:\n  use_new: true\n  other: 1\n'],
  ['no value, but a comment', 'mig:\n  use_new: # c\n', 'mig:\n  use_new: true # c\n'],
  ['no value within brackets', 'mig: {use_new:, b: 1}\n', 'mig: {use_new: true, b: 1}\n'],
  ['an alias', 'd: &d false\nmig: {use_new: *d, b: 2}\n', 'd: &d false\nmig: {use_new: true, b: 2}\n'],
  ['the lines of Windows', 'mig:\r\n  use_new: false # x\r\nb: 1\r\n', 'mig:\r\n  use_new: true # x\r\nb: 1\r\n'],
  ['a byte order mark', '\uFEFFmig:\n  use_new: false\n', '\uFEFFmig:\n  use_new: true\n'],
  ['a text of several lines', 'mig:\n  use_new: |\n    no\n  b: 1\n', 'mig:\n  use_new: true\n  b: 1\n'],
  ['JSON with comments', '{ "mig": {\n  // is "use_new": 1\n  "use_new": false, /* x */\n} }\n', '{ "mig": {\n  // is "use_new": 1\n  "use_new": true, /* x */\n} }\n'],
])('%s: the value is replaced, and no other byte', (_, before, after) => {
  expect(editValue(before, before.startsWith('{'), path, true)).toBe(after);
});

test.each([
  ['an empty file', '', 'mig:\n  use_new: 25\n'],
  ['a file of comments', '# c\n', '# c\nmig:\n  use_new: 25\n'],
  ['no section', '# c\na: [1,  2]   # keep\n\nb:   |\n   text\n\n# tail\n', '# c\na: [1,  2]   # keep\n\nb:   |\n   text\nmig:\n  use_new: 25\n\n# tail\n'],
  ['a section by lines', 'mig:   # c\n    b: 1   # keep\n\n    c: 2  # d\n# of z\nz:    {a: 1,b: 2}\n', 'mig:   # c\n    b: 1   # keep\n\n    c: 2  # d\n    use_new: 25\n# of z\nz:    {a: 1,b: 2}\n'],
  ['no line break at the end', 'mig:\n  b: 1', 'mig:\n  b: 1\n  use_new: 25'],
  ['the lines of Windows', 'mig:\r\n  b: 1\r\n', 'mig:\r\n  b: 1\r\n  use_new: 25\r\n'],
  ['sections within the section', 'mig:\n  b:\n    c: 1\n    d:\n    - 1\n    - 2 # e\nz: 1\n', 'mig:\n  b:\n    c: 1\n    d:\n    - 1\n    - 2 # e\n  use_new: 25\nz: 1\n'],
  ['a section in brackets', 'mig: {b: [1, 2]} # c\n', 'mig: {b: [1, 2], use_new: 25} # c\n'],
  ['JSON', '{\n\t"n": 1.0, "big": 12345678901234567890,\n\t"mig": {\n\t\t"b": "//{"\n\t}\n}', '{\n\t"n": 1.0, "big": 12345678901234567890,\n\t"mig": {\n\t\t"b": "//{",\n\t\t"use_new": 25\n\t}\n}'],
  ['JSON with comments', '{\n  "mig": {\n    "b": 1 // of b, too\n  } // c\n}\n', '{\n  "mig": {\n    "b": 1, // of b, too\n    "use_new": 25\n  } // c\n}\n'],
  ['JSON without the section', '{"a": 1}', '{"a": 1, "mig": { "use_new": 25 }}'],
  ['empty JSON', '{}', '{"mig": { "use_new": 25 }}'],
])('%s: a flag that is missing is added, and taken out again without a trace', (_, before, after) => {
  const json = before.startsWith('{');
  expect(editValue(before, json, path, 25)).toBe(after);
  expect(editValue(after, json, path, null)).toBe(before);
});

test.each([
  ['a section without anything', 'mig: # c\nb: 1\n', 'mig: { use_new: true } # c\nb: 1\n'],
  ['an empty section', 'mig: {}\n', 'mig: {use_new: true}\n'],
  ['JSON with a comma at the end', '{"mig": {\n  "b": 1,\n}}', '{"mig": {\n  "b": 1,\n  "use_new": true\n}}'],
])('%s: a flag that is missing is added', (_, before, after) => {
  expect(editValue(before, before.startsWith('{'), path, true)).toBe(after);
});

test.each([
  ['first', '{"mig": {"use_new": true, "b": 1}}', '{"mig": { "b": 1}}'],
  ['between others', 'mig: {a: 1, use_new: true, b: 1}\n', 'mig: {a: 1, b: 1}\n'],
  ['a line between others', 'mig:\n  a: 1\n  use_new: true # c\n  b: 1\n', 'mig:\n  a: 1\n  b: 1\n'],
])('a flag that stands %s is taken out', (_, before, after) => {
  expect(editValue(before, before.startsWith('{'), path, null)).toBe(after);
});

test('what can not be written without changing something else is not written', () => {
  expect(editValue('a: &a { b: 1 }\nmig: *a\n', false, path, true)).toBeUndefined();
  expect(editValue('d: &d { x: 1 }\nmig: { use_new: &u false, b: *u }\n', false, path, true)).toBeUndefined();
});
