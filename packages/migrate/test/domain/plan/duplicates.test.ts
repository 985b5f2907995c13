import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloneLines, findDuplicates, type CodeFile } from '../../../src/domain/plan/duplicates.ts';
import { textKinds } from '../../../src/domain/plan/source.ts';

function file(name: string, lines: readonly string[]): CodeFile {
  const text = lines.join('\n');
  return { file: name, text, kinds: textKinds(text, /^\s*#/) };
}

function unique(tag: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `statement_${tag}_${i} = compute(${i})`);
}

test('a copied run is found with its lines, whatever its indentation, comments and blank lines', () => {
  const block = unique('same', 10);
  const copy = block.flatMap((line, i) => (i === 4 ? ['', '# a comment', `    ${line}`] : [`    ${line}`]));
  const found = findDuplicates([file('a.py', [...unique('a', 3), ...block, ...unique('b', 3)]), file('b.py', [...copy, 'end()'])]);
  expect(found).toEqual({
    code_lines: 27,
    duplicated_lines: 20,
    share: 0.7407,
    clones: [{ lines: 10, places: [{ file: 'a.py', first: 4, last: 13 }, { file: 'b.py', first: 1, last: 12 }] }],
  });
});

test('a run shorter than the limit, and one across two files, is none', () => {
  const block = unique('same', cloneLines - 1);
  const none = findDuplicates([file('a.py', [...block, 'one()']), file('b.py', [...block, 'two()']), file('c.py', [])]);
  expect(none).toMatchObject({ duplicated_lines: 0, share: 0, clones: [] });
  const whole = unique('whole', cloneLines);
  expect(findDuplicates([file('a.py', whole.slice(0, 4)), file('b.py', whole.slice(4)), file('c.py', whole)]).clones).toEqual([]);
});

test('three copies of different length: the common part of all, and the longer part of two', () => {
  const block = unique('same', 14);
  const { clones } = findDuplicates([file('a.py', block), file('b.py', block), file('c.py', block.slice(0, 9))]);
  expect(clones.map(({ lines, places }) => `${lines} in ${places.length}`)).toEqual(['12 in 2', '9 in 3']);
});

test('whatever is copied, every line told of is really the same in all places', () => {
  const line = fc.constantFrom(...unique('x', 4));
  fc.assert(
    fc.property(fc.array(fc.array(line, { maxLength: 30 }), { maxLength: 3 }), (texts) => {
      const files = texts.map((lines, i) => file(`${i}.py`, lines));
      const { clones, code_lines: all, duplicated_lines: duplicated } = findDuplicates(files);
      expect(duplicated).toBeLessThanOrEqual(all);
      for (const { lines, places } of clones) {
        const texts = places.map(({ file: name, first, last }) => files[Number(name[0])].text.split('\n').slice(first - 1, last).join('\n'));
        expect(new Set(texts).size).toBe(1);
        expect(lines).toBeGreaterThanOrEqual(cloneLines);
        expect(places.length).toBeGreaterThan(1);
      }
    }),
  );
});
