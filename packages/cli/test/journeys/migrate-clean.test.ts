import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree } from '../tree.ts';

let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const done = async (...args: string[]): Promise<void> => {
  const ran = await migrate(...args);
  expect(ran.exit, `${args.join(' ')}: ${ran.stderr}`).toBe(0);
};

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, {
    'cutover.config.yaml': [
      'modules:',
      '  tool: { legacy: [old, run.mjs], switch: { replace: { from: next/run.mjs, to: run.mjs } } }',
      '  cli: { legacy: [cli], after: [tool], switch: { flag: use_new } }',
      'runners:',
      `  legacy: { command: ["${process.execPath}", "{{root}}/old/work.mjs", "{{n}}"] }`,
      `  candidate: { command: ["${process.execPath}", "{{root}}/next/run.mjs", "{{n}}"] }`,
      'cases: [{ n: "1" }]',
      'flags: { file: flags.yaml }',
      `verify: [["${process.execPath}", check.mjs]]`,
    ].join('\n'),
    'flags.yaml': 'use_new: false\n',
    'check.mjs': 'import { existsSync } from "node:fs"; process.exit(existsSync("broken") ? 1 : 0);',
    'old/work.mjs': 'console.log(process.argv[2]);\n',
    'old/deep/data.txt': 'kept',
    'run.mjs': 'import "./old/work.mjs";\n',
    'next/run.mjs': 'console.log(process.argv[2]);\n',
    'cli/main.mjs': 'console.log(1);\n',
  });
});

test('what the candidate serves and nothing uses is removed, all else stays, and a rollback brings it back exactly', async () => {
  await done('parity');
  await done('switch');
  const before = listTree(root);
  expect((await migrate('clean', '--dry-run')).stdout).toContain('remove  old/work.mjs');
  expect(listTree(root)).toEqual(before);
  const cleaned = json(await migrate('clean', '--json'));
  expect(cleaned).toMatchObject({ modules: ['tool', 'cli'], removed: ['cli', 'cli/main.mjs', 'old', 'old/deep', 'old/deep/data.txt', 'old/work.mjs'], dependents: [], unproven: [], verified: true, rolled_back: null });
  expect(['old', 'cli', 'run.mjs', 'next/run.mjs'].map((path) => existsSync(join(root, path)))).toEqual([false, false, true, true]);
  const status = json(await migrate('status', '--require', 'verified', '--json'));
  expect(status.required.met).toBe(true);
  expect(status.modules.map(({ serving, proof }: { serving: string; proof: { state: string } }) => `${serving} ${proof.state}`)).toEqual(['candidate proven', 'candidate proven']);
  expect(await migrate('clean')).toMatchObject({ exit: 0, stdout: expect.stringContaining('no legacy files are left') });

  await done('rollback', cleaned.rollback_point);
  expect(listTree(root)).toEqual(before);
});

test('module after module can be cleaned up, and the plan says which has no files', async () => {
  await done('parity');
  await done('switch', 'tool');
  const next = async (): Promise<string[]> => json(await migrate('status', '--json')).next.map(({ command }: { command: string }) => command);
  expect(await next()).toEqual(['cutover migrate backup cli']);
  await done('backup');
  expect(await next()).toEqual(['cutover migrate switch cli', 'cutover migrate clean tool']);
  await done('switch', 'cli');
  expect((await next()).at(-1)).toBe('cutover migrate clean tool cli');
  await done('clean', 'cli');
  expect((await next()).at(-1)).toBe('cutover migrate clean tool');
  expect(await migrate('plan')).toMatchObject({ exit: 0, stderr: expect.stringContaining('module cli has no files') });
  await done('clean');
  expect(await next()).toEqual(['documents', 'people'].map((item) => `cutover migrate status --confirm ${item} --reason TEXT`));
  expect(existsSync(join(root, 'old'))).toBe(false);
  expect((await migrate('status', '--require', 'proven')).exit).toBe(0);
});

test('a backup goes on without what was cleaned up, and says so; what is missing for no known reason still stops it', async () => {
  await done('parity');
  await done('switch');
  const cleaned = json(await migrate('clean', '--json'));
  const backup = await migrate('backup', '--json');
  expect(backup).toMatchObject({ exit: 0, stderr: 'module cli was cleaned up and has no files left: it is left out' });
  expect(json(backup)).toMatchObject({ modules: ['tool'], files: 1 });
  const named = await migrate('backup', 'cli', '--json');
  expect(named.exit).toBe(2);
  expect(json(named).error).toMatchObject({ code: 'LEGACY_MISSING', message: 'cli was cleaned up: there is nothing left to back up' });
  await done('clean', '--dry-run');

  await done('rollback', cleaned.rollback_point);
  expect(json(await migrate('backup', '--json'))).toMatchObject({ modules: ['tool', 'cli'] });
  rmSync(join(root, 'cli'), { recursive: true });
  expect(json(await migrate('backup', '--json')).error).toMatchObject({ code: 'LEGACY_MISSING', message: 'module cli names "cli", and there is nothing' });
});

test('what still uses the legacy is named, and nothing is removed', async () => {
  writeFileSync(join(root, 'user.mjs'), '\nimport "./old/work.mjs";\n');
  await done('parity');
  await done('switch');
  const refused = await migrate('clean', 'tool');
  expect(refused).toMatchObject({ exit: 3, stdout: '', stderr: expect.stringContaining('user.mjs:2 uses tool') });
  expect(existsSync(join(root, 'old/work.mjs'))).toBe(true);
  expect((await migrate('clean', '--force')).exit).toBe(2);
  await done('clean', 'tool', '--force', '--reason', 'user.mjs goes, too');
  expect(existsSync(join(root, 'old'))).toBe(false);
});

test('a module that the legacy serves, or that is not proven, is not cleaned', async () => {
  expect(await migrate('clean', 'cli')).toMatchObject({ exit: 3, stderr: expect.stringContaining('the legacy still serves cli') });
  await done('switch', '--force', '--reason', 'no time');
  expect(await migrate('clean', 'cli')).toMatchObject({ exit: 3, stderr: expect.stringContaining('cli: no parity run yet') });
});

test('when the checks fail afterwards everything is put back', async () => {
  await done('parity');
  await done('switch');
  const before = listTree(root);
  writeFileSync(join(root, 'broken'), '');
  expect(json(await migrate('clean', '--json'))).toMatchObject({ verified: false, rolled_back: { id: expect.any(String) } });
  rmSync(join(root, 'broken'));
  expect(listTree(root)).toEqual(before);
});
