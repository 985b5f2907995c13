import { expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, makeFolder } from '../program.ts';

const config = (legacy: string, candidate: string, cases: string) => `
runners:
  legacy: ${legacy}
  candidate: ${candidate}
cases: ${cases}
`;

test('a Python callable and a TypeScript function are compared by what they return, print and raise', async () => {
  const cwd = await makeFolder({
    'prices/__init__.py': '',
    'prices/old.py': `
import sys
def total(price, count=1):
    print("summing")
    if count < 0:
        raise ValueError("negative count")
    return {"total": price * count, "tags": ("a", None)}
`,
    'next.ts': `
export function total({ price, count = 1 }: { price: number; count?: number }): unknown {
  console.log('summing');
  if (count < 0) throw Object.assign(new Error('negative count'), { name: 'ValueError' });
  return { total: count === 3 ? 0 : price * count, tags: ['a', null] };
}
`,
    'cutover.config.yaml': config('{ python: "prices.old:total" }', '{ module: "./next.ts#total" }', '[{ price: 2 }, { price: 2, count: 3 }, { price: 1, count: -1 }]'),
  });
  const { stdout, stderr } = await cutover(['--quiet', 'migrate', 'parity', '--json'], { cwd });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as ParityReport;
  expect(report.cases.map(({ id, verdict }) => [id, verdict])).toEqual([['price=2', 'match'], ['price=2,count=3', 'mismatch'], ['price=1,count=-1', 'match']]);
  expect(report.cases[0]?.legacy).toMatchObject({ exit_code: 0, stdout: 'summing\n', value: { total: 2, tags: ['a', null] } });
  expect(report.cases[1]?.differences).toEqual([{ aspect: 'value', path: '/total', kind: 'changed', legacy: 6, candidate: 0, rule: null }]);
  expect(report.cases[2]?.candidate).toMatchObject({ exit_code: 1, stderr: 'ValueError: negative count\n' });
});

test('arguments can be given by place, and no value is taken for another', async () => {
  const cwd = await makeFolder({
    'values.mjs': `
const values = { nan: NaN, infinity: Infinity, big: 10n, number: 10, text: '10', minus: -0, zero: 0, nothing: null, missing: undefined, map: new Map([[1, 2]]), object: { 1: 2 }, set: new Set([1]), list: [1], date: new Date(0), bytes: new Uint8Array([1]) };
export const left = (a) => ({ x: values[a] });
export const right = (a, b) => ({ x: values[b] });
`,
    'cutover.config.yaml': config('{ module: "./values.mjs#left" }', '{ module: "./values.mjs#right" }', `
  - { id: same, args: [nan, nan] }
  - { id: nan, args: [nan, nothing] }
  - { id: infinity, args: [infinity, nothing] }
  - { id: big, args: [big, number] }
  - { id: text, args: [text, number] }
  - { id: minus, args: [minus, zero] }
  - { id: missing, args: [missing, nothing] }
  - { id: map, args: [map, object] }
  - { id: set, args: [set, list] }
`),
  });
  const { stdout } = await cutover(['migrate', 'parity', '--json'], { cwd });
  const report = JSON.parse(stdout) as ParityReport;
  expect(report.cases.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    'same match', 'nan mismatch', 'infinity mismatch', 'big mismatch', 'text mismatch', 'minus mismatch', 'missing mismatch', 'map mismatch', 'set mismatch',
  ]);
});

test('sets are compared by what is in them, in Python and in JavaScript', async () => {
  const cwd = await makeFolder({
    'sets.py': 'def old(kind): return {"few": {2, 1, 10}, "words": frozenset(["b", "é", "a"]), "pairs": {(2, 1), (1, 2)}}[kind]\n',
    'sets.mjs': "export const next = ({ kind }) => ({ few: new Set([10, 1, 2]), words: new Set(['é', 'a', 'b']), pairs: new Set([[1, 2], [2, 2]]) })[kind];\n",
    'cutover.config.yaml': config('{ python: "sets:old" }', '{ module: "./sets.mjs#next" }', '[{ kind: few }, { kind: words }, { kind: pairs }]'),
  });
  const { stdout } = await cutover(['migrate', 'parity', '--json'], { cwd });
  const { cases } = JSON.parse(stdout) as ParityReport;
  expect(cases.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['kind=few match', 'kind=words match', 'kind=pairs mismatch']);
  expect(cases[2]?.differences).toMatchObject([{ path: '/$set/1/1', legacy: 1, candidate: 2 }]);
});

test.each([
  ['{ module: "./next.mjs#sum" }', 'exports no function "sum"; it exports add'],
  ['{ python: "old:sum" }', 'old has no sum'],
  ['{ python: "older:add" }', 'there is no module older'],
  ['{ command: [tool] }', "hint: the project's own is {{root}}/node_modules/.bin/tool"],
])('%s is told', async (runner, message) => {
  const cwd = await makeFolder({ 'next.mjs': 'export const add = () => 1;', 'old.py': 'def add(): return 1', 'node_modules/.bin/tool': '', 'cutover.config.yaml': config(runner, '{ module: "./next.mjs#add" }', '[{ id: one }]') });
  const { exit, stderr } = await cutover(['migrate', 'parity'], { cwd });
  expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr).toContain('error[RUNNER_START]: can\'t start the legacy runner');
});
