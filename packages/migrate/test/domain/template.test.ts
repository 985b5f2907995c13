import { describe, expect, it } from 'vitest';
import { caseOf } from '../../src/domain/case.ts';
import { fillTemplate, fillWord } from '../../src/domain/template.ts';

const values = { root: '/project', case: caseOf({ script: 'a b', level: 3, args: ['--all', 2, '{{script}}'], none: [] }, 'here', 'one') };

describe('a placeholder', () => {
  it.each([
    ['{{root}}/{{script}}.py', '/project/a b.py'],
    ['{{ level }}', '3'],
    ['{{id}} {{args}}', 'one ["--all",2,"{{script}}"]'],
    ['{not} {{}', '{not} {{}'],
  ])('in %j gives %j', (text, filled) => {
    expect(fillTemplate(text, values)).toBe(filled);
  });

  it('that no field answers is an error that names the nearest', () => {
    expect(() => fillTemplate('{{scrip}}', values)).toThrow(expect.objectContaining({ code: 'FIELD_UNKNOWN', hint: 'did you mean "script"?' }));
  });
});

describe('a word of a command', () => {
  it.each([
    ['{{args}}', ['--all', '2', '{{script}}']],
    ['{{ args }}', ['--all', '2', '{{script}}']],
    ['{{none}}', []],
    ['--x={{args}}', ['--x=["--all",2,"{{script}}"]']],
    ['{{script}}', ['a b']],
    ['plain', ['plain']],
  ])('%j becomes %j', (word, words) => {
    expect(fillWord(word, values)).toEqual(words);
  });
});
