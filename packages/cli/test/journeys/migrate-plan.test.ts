import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { makeTree } from '../tree.ts';

async function shop(): Promise<string> {
  const root = await makeFolder();
  cpSync(fileURLToPath(new URL('../../../migrate/test/fixtures/plan-python', import.meta.url)), root, { recursive: true });
  return root;
}

test('the plan is told for people, the order first, and what was not read on stderr', async () => {
  const ran = await cutover(['migrate', 'plan'], { cwd: await shop() });
  expect(ran.exit, ran.stderr).toBe(0);
  expect(ran.stdout.split('\n').slice(0, 19)).toEqual([
    'Order of switching',
    '  1. legacy  before report, which uses it in 2 places',
    '             uses no other module',
    '             24 places depend on it',
    '  2. report  after legacy: the configuration says so',
    '             1 place depends on it',
    '',
    'legacy  src/shop/legacy',
    '             files  code  comment  blank  classes  functions  commands',
    '  legacy         4    33        5     17        1          8         3',
    '  candidate      3     9        1      6        3          1         0',
    '  commands: price, sum-up, show',
    '  impact: 14 files depend on it (12 directly, 1 in tests), 3 steps deep',
    '  used by: report',
    '  entry points: src/shop/legacy/cli.py, src/shop/legacy/core.py, app/run.py,',
    '                src/shop/report.py, app/main.py',
    '  24 dependents:',
    '    .github/workflows/nightly.yml:5  ci',
    '    .github/workflows/nightly.yml:7  ci',
  ]);
  expect(ran.stdout).toContain('and 16 more: --all lists them');
  expect(ran.stdout).toContain('class  DiscountMixin');
  expect(ran.stderr).toMatch(/^warning: src\/shop\/broken\.py:3: /);
  const all = await cutover(['migrate', 'plan', '--all'], { cwd: await shop() });
  expect(all.stdout).toContain('tests/test_price.py:7');
});

test('the same as JSON and as Markdown', async () => {
  const cwd = await shop();
  const document = json(await cutover(['migrate', 'plan', '--json'], { cwd }));
  expect(document).toMatchObject({ schema_version: 1, migration: 'shop', sources: 23, since: null });
  expect(Object.keys(document.modules[0])).toEqual(['name', 'paths', 'legacy', 'candidate', 'dependents', 'impact', 'unused', 'extracted_unused']);
  expect(document.modules[0].dependents[7]).toEqual({ file: 'app/through.py', line: 1, how: 'import', uses: ['src/shop/legacy/core.py'], names: ['price'], through: ['src/shop/__init__.py'], module: null });
  const { stdout } = await cutover(['migrate', 'plan', '--markdown'], { cwd });
  expect(stdout).toContain('| legacy | legacy | 4 | 33 | 5 | 17 | 1 | 8 | 3 |');
  expect(stdout).toContain('| `app/through.py:1` | import | `price` | `src/shop/__init__.py` |');
  expect(stdout).toContain('| legacy legacy code | 100 | 33 |');
});

test('a big project is read by several threads and interpreters, with the same result', async () => {
  const root = await makeFolder();
  const uses = Array.from({ length: 700 }, (_, i) => [`src/use${i}.ts`, `import { old } from './old';\nexport const use${i} = old;\n`]);
  const python = Array.from({ length: 450 }, (_, i) => [`app/use${i}.py`, `import old_part\nold_part.run(${i})\n`]);
  makeTree(root, {
    ...Object.fromEntries([...uses, ...python]),
    'src/old.ts': 'export const old = 1;\n',
    'app/old_part.py': 'def run(n):\n    return n\n',
    'cutover.config.yaml': 'modules: { old: { legacy: [src/old.ts, app/old_part.py] } }\n',
  });
  const { sources, modules, warnings } = json(await cutover(['migrate', 'plan', '--json'], { cwd: root }));
  expect({ sources, warnings, files: modules[0].impact.files }).toEqual({ sources: 1152, warnings: [], files: 1150 });
  expect(new Set(modules[0].dependents.map(({ file, line, how }: { file: string; line: number; how: string }) => `${file}:${line} ${how}`))).toEqual(new Set([...uses, ...python].map(([path]) => `${path}:1 import`)));
});

test('what can not be planned is said with a hint', async () => {
  const empty = await makeFolder({ 'cutover.config.yaml': 'name: x\n' });
  expect(await cutover(['migrate', 'plan'], { cwd: empty })).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[MODULES_NONE]') });
  const missing = await makeFolder({ 'cutover.config.yaml': 'modules: { a: { legacy: [nowhere] } }\n' });
  expect(await cutover(['migrate', 'plan'], { cwd: missing })).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[LEGACY_MISSING]') });
  expect(await cutover(['migrate', 'plan', '--since', 'HEAD'], { cwd: await shop() })).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[REF_FAILED]') });
  const claims = await makeFolder({ 'cutover.config.yaml': 'modules: { a: { legacy: [a] } }\nclaims: { b: { legacy: { code: 1 } } }\n' });
  expect(await cutover(['migrate', 'plan'], { cwd: claims })).toMatchObject({ exit: 2, stderr: expect.stringContaining('there is no module "b"') });
});
