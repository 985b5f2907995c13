import { expect, test } from 'vitest';
import { drawGraph } from '../../src/terminal/pipeline-report.ts';

/** `b<a` is a step b that needs a. */
function draw(...steps: string[]): string[] {
  const parsed = steps.map((step) => {
    const [name = '', needs = ''] = step.split('<');
    return { name, needs: needs === '' ? [] : needs.split(',') };
  });
  return drawGraph(parsed, parsed.map(({ name }) => name)).map(({ label, also }) => (also.length === 0 ? label : `${label} (${also.join(', ')})`));
}

test.each([
  ['a chain goes straight down', ['a', 'b<a', 'c<b'], ['a', '↓ b', '↓ c']],
  ['branches', ['a', 'b<a', 'c<a', 'd<b', 'e<c'], ['a', '├─ b', '│  ↓ d', '└─ c', '   ↓ e']],
  ['a diamond closes under the last of what it needs', ['a', 'b<a', 'c<a', 'd<b,c'], ['a', '├─ b', '└─ c', '   ↓ d (b)']],
  ['roots stand side by side', ['a', 'b', 'c<a,b', 'd'], ['a', 'b', '↓ c (a)', 'd']],
  ['one alone', ['a'], ['a']],
])('%s', (_, steps, drawn) => {
  expect(draw(...steps)).toEqual(drawn);
});
