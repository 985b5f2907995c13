import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cutover, json, makeFolder } from '../program.ts';

const init = (cwd: string, ...args: string[]) => cutover(['init', ...args], { cwd });
const written = (root: string): string => readFileSync(join(root, 'cutover.config.yaml'), 'utf8');

test('without a path a form is written that the other commands can read', async () => {
  const root = await makeFolder();
  expect(await init(root, '--name', 'yes: [no')).toMatchObject({ exit: 0, stdout: expect.stringContaining('wrote cutover.config.yaml') });
  expect(parse(written(root))).toMatchObject({ name: 'yes: [no', modules: {}, gates: { parity: 1 } });
  expect(await cutover(['migrate', 'plan'], { cwd: root })).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[MODULES_NONE]') });
});

test('from code: a module for each folder, what others build on first, circles as one, with who uses it', async () => {
  const root = await makeFolder({
    'old/__init__.py': '',
    'old/cli.py': 'from old.core import run\n',
    'old/core/__init__.py': 'from .work import run\n',
    'old/core/work.py': 'def run():\n    return 1\n',
    'old/data/__init__.py': 'import old.store\n',
    'old/store/__init__.py': 'import old.data\nimport old.core\n',
    'main.py': 'import old.cli\n',
  });
  const ran = await init(root, '--from', 'old', '--name', 'tool', '--json');
  expect(ran.exit, ran.stderr).toBe(0);
  expect(json(ran)).toMatchObject({ schema_version: 1, file: 'cutover.config.yaml', name: 'tool' });
  const config = parse(written(root));
  expect(config.modules).toEqual({
    core: { legacy: ['old/core'], switch: { replace: { from: 'next/core', to: 'old/core' } } },
    data: { legacy: ['old/data', 'old/store'], after: ['core'] },
    old: { legacy: ['old/__init__.py', 'old/cli.py'], after: ['core'] },
  });
  expect(Object.keys(config.modules)[0]).toBe('core');
  expect(written(root)).toContain('# used from main.py:1');
  expect(written(root)).toContain('# 2 files, 3 code lines; before');
  expect((await cutover(['migrate', 'plan'], { cwd: root })).exit).toBe(0);
});

test('a configuration that is there is not overwritten; --print only shows', async () => {
  const root = await makeFolder({ 'cutover.config.json': '{}', 'old.js': 'exports.a = 1\n' });
  expect(await init(root)).toMatchObject({ exit: 3, stdout: '', stderr: expect.stringContaining('error[CONFIG_EXISTS]') });
  const { stdout, exit } = await init(root, '--print', '--from', './old.js');
  expect(exit).toBe(0);
  expect(parse(stdout).modules).toEqual({ old: { legacy: ['old.js'], switch: { replace: { from: 'next/old.js', to: 'old.js' } } } });
});

test('paths that are not there, or not inside, are refused', async () => {
  const root = await makeFolder();
  expect(await init(root, '--from', 'nowhere')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[LEGACY_MISSING]') });
  for (const path of ['../x', '/etc', '.']) expect(await init(root, '--from', path)).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[PATH_OUTSIDE]') });
});
