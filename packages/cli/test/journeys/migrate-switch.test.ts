import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree } from '../tree.ts';

let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const node = process.execPath;
const config = (verify: string): string => `name: demo
modules:
  runtime:
    legacy: [src/runtime]
    switch: { replace: { from: next/runtime, to: src/runtime } }
  cli:
    legacy: [src/cli.mjs]
    after: [runtime]
    switch: { flag: use_new_cli }
  service:
    legacy: [src/service.txt]
    after: [cli]
    switch: { run: ["${node}", service.mjs, "on"], undo: ["${node}", service.mjs, "off"] }
runners:
  legacy: { command: ["${node}", "{{root}}/src/cli.mjs"] }
  candidate: { command: ["${node}", "{{root}}/next/cli.mjs"] }
cases: [{ id: one }]
verify: [["${node}", ${verify}]]
flags: { file: flags.yaml, path: migration }
`;

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, {
    'cutover.config.yaml': config('ok.mjs'),
    'ok.mjs': '',
    'fails.mjs': 'import { writeFileSync } from "node:fs"; writeFileSync("src/runtime/made-by-verify", ""); process.exit(3)',
    'service.mjs': 'import { appendFileSync } from "node:fs"; appendFileSync("service.log", `${process.argv[2]}\\n`)',
    'flags.yaml': 'migration:\n  # the new command line\n  use_new_cli: false  # since May\n',
    'src/runtime/old.py': 'old',
    'src/runtime/both.py': ['old', 0o755],
    'src/cli.mjs': 'console.log("same")',
    'src/service.txt': '',
    'next/runtime/new.py': 'new',
    'next/runtime/both.py': 'new',
    'next/cli.mjs': 'console.log("same")',
  });
});

const read = (name: string): string => readFileSync(join(root, name), 'utf8');

test('with proof, modules are switched in their order, and rolled back the other way', async () => {
  const before = listTree(root);
  expect((await migrate('parity', '--json')).exit).toBe(0);
  const ran = await migrate('switch', '--json');
  expect(ran.exit, ran.stderr).toBe(0);
  expect(json(ran)).toMatchObject({
    schema_version: 1,
    modules: [
      { name: 'runtime', way: 'replace', from: 'legacy', to: 'candidate' },
      { name: 'cli', way: 'flag', from: 'legacy', to: 'candidate' },
      { name: 'service', way: 'run', from: 'legacy', to: 'candidate' },
    ],
    flags: { use_new_cli: { from: false, to: true } },
    verified: true,
    rolled_back: null,
  });
  const switched = listTree(root);
  expect(Object.keys(switched).filter((path) => path.startsWith('src/runtime/'))).toEqual(['src/runtime/', 'src/runtime/both.py', 'src/runtime/new.py']);
  expect(read('src/runtime/both.py')).toBe('new');
  expect(read('flags.yaml')).toBe('migration:\n  # the new command line\n  use_new_cli: true  # since May\n');
  expect(read('service.log')).toBe('on\n');
  expect(json(await migrate('switch', '--json'))).toMatchObject({ modules: [], rollback_point: null });

  const back = await migrate('rollback', '--json');
  expect(back.exit, back.stderr).toBe(0);
  expect(read('service.log')).toBe('on\noff\n');
  for (const path of Object.keys(before).filter((name) => name.startsWith('src/runtime/'))) expect(listTree(root)[path]).toBe(before[path]);
  expect(read('flags.yaml')).toContain('use_new_cli: false  # since May');

  const again = await migrate('rollback', json(back).safety_point, '--json');
  expect(again.exit, again.stderr).toBe(0);
  expect(read('service.log')).toBe('on\noff\non\n');
  expect(read('src/runtime/new.py')).toBe('new');
});

test.each<[string, () => Promise<unknown> | void, string]>([
  ['no parity run', () => undefined, 'runtime: no parity run yet'],
  ['a run that failed', async () => (writeFileSync(join(root, 'next/cli.mjs'), 'console.log("other")'), await migrate('parity')), 'a gate failed'],
  ['a legacy changed since', async () => (await migrate('parity'), appendFileSync(join(root, 'src/runtime/old.py'), 'x')), 'the files of runtime changed since'],
  ['a candidate changed since', async () => (await migrate('parity'), appendFileSync(join(root, 'next/cli.mjs'), '\n')), 'the candidate changed since'],
  ['other cases since', async () => (await migrate('parity'), writeFileSync(join(root, 'cutover.config.yaml'), config('ok.mjs').replace('id: one', 'id: two'))), 'the cases changed since'],
])('%s is refused, and nothing is changed', async (_, prepare, why) => {
  await prepare();
  const before = listTree(root);
  const ran = await migrate('switch', 'runtime');
  expect(ran).toMatchObject({ exit: 3, stdout: '' });
  expect(ran.stderr).toContain('error[SWITCH_UNPROVEN]');
  expect(ran.stderr).toContain(why);
  expect(listTree(root)).toEqual(before);
});

test.each([
  ['a file named for a module that switches by flag', 'legacy: [src/cli.mjs]', 'legacy: [src/cli.mjs]\n    candidate: [next/part.mjs]'],
  ['a file that only an environment variable names', 'candidate: {', 'candidate: { env: { PART: "{{root}}/next/part.mjs" },'],
  ['the file of a Python function', /command: .*cli.mjs"\] \}/g, 'python: "next.part:run" }'],
])('the proof goes stale with %s', async (_, before, after) => {
  const changed = config('ok.mjs').replaceAll(before, after);
  expect(changed).toContain(after);
  const file = after.includes('python') ? 'next/part.py' : 'next/part.mjs';
  makeTree(root, { [file]: after.includes('python') ? 'def run(): print("same")\n' : 'export {};', 'cutover.config.yaml': changed });
  expect((await migrate('parity')).exit).toBe(0);
  expect(json(await migrate('switch', '--dry-run', '--json')).unproven).toEqual([]);
  appendFileSync(join(root, file), '\n');
  expect(await migrate('switch')).toMatchObject({ exit: 3, stderr: expect.stringContaining('the candidate changed since') });
});

test('a change in one module leaves the proof of the others', async () => {
  await migrate('parity');
  appendFileSync(join(root, 'src/service.txt'), 'x');
  const dry = json(await migrate('switch', '--dry-run', '--json'));
  expect(dry.unproven).toEqual([expect.stringMatching(/^service: /)]);
  expect((await migrate('switch', 'runtime')).exit).toBe(0);
});

test('--force needs a reason, which is recorded', async () => {
  expect(await migrate('switch', 'runtime', '--force')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--force needs --reason') });
  expect((await migrate('switch', 'runtime', '--force', '--reason', 'Friday')).exit).toBe(0);
  const { lines } = json(await migrate('history', '--kind', 'switch', '--json'));
  expect(lines).toEqual([expect.objectContaining({ modules: ['runtime'], detail: expect.objectContaining({ reason: 'Friday', forced: true, unproven: ['runtime: no parity run yet'] }) })]);
});

test('when the checks fail everything is put back by itself, with a report', async () => {
  writeFileSync(join(root, 'cutover.config.yaml'), config('fails.mjs'));
  const before = listTree(root);
  const ran = await migrate('switch', '--force', '--reason', 'x', '--json');
  expect(ran.exit).toBe(1);
  const result = json(ran);
  expect(result).toMatchObject({ verified: false, rolled_back: { report: expect.stringMatching(/^\.cutover\/reports\/rollback-/) } });
  const after = listTree(root);
  for (const path of Object.keys(before).filter((name) => name.startsWith('src/') && name !== 'src/')) {
    // The failing check, which runs again after the way back, writes into the module: that is its doing.
    if (path !== 'src/runtime/') expect(after[path]).toBe(before[path]);
  }
  expect(read('flags.yaml')).toContain('use_new_cli: false  # since May');
  expect(read('service.log')).toBe('on\noff\n');
  expect(read(result.rolled_back.report)).toContain('the checks failed after the switch');
  expect(json(await migrate('history', '--json')).lines.map(({ kind }: { kind: string }) => kind)).toEqual(['backup', 'switch', 'backup', 'rollback']);
});

test('a run command that fails is undone', async () => {
  writeFileSync(join(root, 'service.mjs'), 'import { appendFileSync } from "node:fs"; appendFileSync("service.log", `${process.argv[2]}\\n`); process.exit(process.argv[2] === "on" ? 4 : 0)');
  await migrate('switch', 'runtime', 'cli', '--force', '--reason', 'x');
  const ran = await migrate('switch', 'service', '--force', '--reason', 'x', '--json');
  expect(ran.exit).toBe(1);
  expect(json(ran)).toMatchObject({ verified: false, verify: [{ exit_code: 4 }] });
  expect(read('service.log')).toBe('on\noff\n');
});

test('a percentage goes to the flag; the rest of the file stays', async () => {
  await migrate('switch', 'runtime', '--force', '--reason', 'x');
  for (const [percent, value] of [['25', '25'], ['12.5', '12.5'], ['100', 'true'], ['0', 'false']]) {
    const ran = await migrate('switch', 'cli', '--percent', percent, '--force', '--reason', 'x', '--json');
    expect(ran.exit, ran.stderr).toBe(0);
    expect(read('flags.yaml')).toBe(`migration:\n  # the new command line\n  use_new_cli: ${value}  # since May\n`);
  }
  expect(await migrate('switch', 'runtime', '--percent', '5')).toMatchObject({ exit: 2, stderr: expect.stringContaining('only a flag can') });
  expect(await migrate('switch', 'cli', '--percent', '101')).toMatchObject({ exit: 2 });
});

test('a module that comes after one that is not switched is refused', async () => {
  await migrate('parity');
  expect(await migrate('switch', 'cli')).toMatchObject({ exit: 3, stderr: expect.stringContaining('cli comes after runtime') });
});

test('a dry run says what would change, and changes nothing', async () => {
  const before = listTree(root, []);
  const ran = await migrate('switch', '--dry-run', '--json');
  expect(ran.exit).toBe(0);
  const plan = json(ran);
  expect(plan).toMatchObject({ dry_run: true, refused: true, flags: { use_new_cli: true }, actions: [{ module: 'service' }] });
  expect(plan.changes).toEqual([
    { path: 'src/runtime', change: 'replace' },
    { path: 'src/runtime/both.py', change: 'replace' },
    { path: 'src/runtime/new.py', change: 'create' },
    { path: 'src/runtime/old.py', change: 'remove' },
  ]);
  expect(listTree(root, [])).toEqual(before);
});

test.each([
  ['yaml', 'flags.yaml', 'other: 1\n', 'other: 1\nmigration:\n  use_new_cli: true\n'],
  ['yaml with the group', 'flags.yaml', 'migration:\n    other: 2 # mine\n\n# end\n', 'migration:\n    other: 2 # mine\n    use_new_cli: true\n\n# end\n'],
  ['json', 'flags.json', '{\n    "migration": {\n        "other": 1,\n        "use_new_cli": false\n    }\n}\n', '{\n    "migration": {\n        "other": 1,\n        "use_new_cli": true\n    }\n}\n'],
  ['json without the flag', 'flags.json', '{\n    "migration": {}\n}\n', '{\n    "migration": {"use_new_cli": true}\n}\n'],
  ['json with comments', 'flags.jsonc', '{\n  // mine\n  "migration": { "use_new_cli": false } // cli\n}\n', '{\n  // mine\n  "migration": { "use_new_cli": true } // cli\n}\n'],
])('flags in %s', async (_, file, text, expected) => {
  rmSync(join(root, 'flags.yaml'));
  writeFileSync(join(root, file), text);
  writeFileSync(join(root, 'cutover.config.yaml'), config('ok.mjs').replace('flags.yaml', file).replace('after: [runtime]', ''));
  const ran = await migrate('switch', 'cli', '--force', '--reason', 'x');
  expect(ran.exit, ran.stderr).toBe(0);
  expect(read(file)).toBe(expected);
});

test('a flag that is an alias is backed up with its value, and the rollback reads that', async () => {
  writeFileSync(join(root, 'flags.yaml'), 'off: &off false\nmigration: { use_new_cli: *off }\n');
  writeFileSync(join(root, 'cutover.config.yaml'), config('ok.mjs').replace('after: [runtime]', ''));
  expect((await migrate('switch', 'cli', '--force', '--reason', 'x')).exit).toBe(0);
  const back = await migrate('rollback', '--json');
  expect(back.exit, back.stderr).toBe(0);
  expect(read('flags.yaml')).toBe('off: &off false\nmigration: { use_new_cli: false }\n');
});

test('the flags file may be written with a dot, and lies within the project', async () => {
  const at = (file: string): void => writeFileSync(join(root, 'cutover.config.yaml'), config('ok.mjs').replace('after: [runtime]', '').replace('flags.yaml', file));
  at('.//flags.yaml');
  const ran = await migrate('switch', 'cli', '--force', '--reason', 'x');
  expect(ran.exit, ran.stderr).toBe(0);
  expect(read('flags.yaml')).toContain('use_new_cli: true');
  at('../flags.yaml');
  expect(await migrate('rollback')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[CONFIG_INVALID]: flags.file: leads out of the folder of the configuration file') });
});

test('a flag that is no flag is told, and nothing is recorded of it', async () => {
  writeFileSync(join(root, 'flags.yaml'), 'migration:\n  use_new_cli: "false"\n');
  const ran = await migrate('backup');
  expect(ran.exit).toBe(2);
  expect(ran.stderr).toContain('error[FLAGS_INVALID]: use_new_cli in flags.yaml is "false"\nhint: a flag is false, true, or a number from 0 to 100');
});

test.each([
  ['a flags file that is not there', () => rmSync(join(root, 'flags.yaml')), 2, 'for example "migration: { FLAG: false }"'],
  ['a flags file that is a link', () => (rmSync(join(root, 'flags.yaml')), symlinkSync('ok.mjs', join(root, 'flags.yaml'))), 2, 'the flags file flags.yaml is not a plain file'],
  ['a flags file that is broken', () => writeFileSync(join(root, 'flags.yaml'), 'a: [\n'), 2, 'is not valid'],
  ['a flags place that holds a text', () => writeFileSync(join(root, 'flags.yaml'), 'migration: text\n'), 2, 'holds no flags'],
])('%s is told', async (_, prepare, exit, told) => {
  prepare();
  writeFileSync(join(root, 'cutover.config.yaml'), config('ok.mjs').replace('after: [runtime]', ''));
  const ran = await migrate('switch', 'cli', '--force', '--reason', 'x');
  expect(ran).toMatchObject({ exit, stderr: expect.stringContaining(told) });
});
