/** What holds for every command: usage errors, help, the error form, and a configuration that is wrong in some way. */

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../src/program.ts';
import { cutover, json, makeFolder } from '../program.ts';

const commands = makeProgram(async () => undefined).commands.flatMap((group) =>
  (group.commands.length === 0 ? [[group.name()]] : group.commands.map((command) => [group.name(), command.name()])),
);

describe('every command', () => {
  test.each(commands.map((words) => [words.join(' '), words] as const))('%s has help with an example', async (_, words) => {
    const cwd = await makeFolder();
    const { exit, stdout, stderr } = await cutover([...words, '--help'], { cwd });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: cutover /);
    expect(stdout).toMatch(/Example:\n {2}\$ cutover /);
  });

  test.each(commands.map((words) => [words.join(' '), words] as const))('%s refuses an unknown option', async (_, words) => {
    const cwd = await makeFolder();
    const { exit, stdout, stderr } = await cutover([...words, '--no-such-option'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^error\[(USAGE|LEGACY_UNKNOWN)\]: /);
    expect(stderr).toMatch(/^hint: /m);
  });
});

describe('usage', () => {
  test('a mistyped command gets the nearest one', async () => {
    const cwd = await makeFolder();
    expect(await cutover(['migrate', 'partiy'], { cwd })).toEqual({
      exit: 2,
      stdout: '',
      stderr: `error[USAGE]: unknown command 'partiy'\nhint: did you mean "parity"?`,
    });
  });

  test('a group without a command shows its help on stderr', async () => {
    const { exit, stdout, stderr } = await cutover(['migrate'], { cwd: await makeFolder() });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: cutover migrate/);
  });

  test('with --json the error is the one document on stdout', async () => {
    const { exit, stdout, stderr } = await cutover(['test', 'script', '--json'], { cwd: await makeFolder() });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      schema_version: 1,
      error: { code: 'USAGE', message: "missing required argument 'name'", hint: expect.any(String), where: null },
    });
  });

  test('--version is that of the package', async () => {
    const { stdout } = await cutover(['--version'], { cwd: await makeFolder() });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('--cwd must be a folder', async () => {
    const { exit, stderr } = await cutover(['--cwd', 'nowhere', 'test', 'script', 'x'], { cwd: await makeFolder() });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[CWD\]: there is no folder nowhere/);
  });

  test('colour follows FORCE_COLOR and NO_COLOR', async () => {
    const cwd = await makeFolder();
    expect((await cutover(['nonsense'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '' } })).stderr).toContain('\u001B[');
    expect((await cutover(['nonsense'], { cwd, env: { NO_COLOR: '1' } })).stderr).not.toContain('\u001B[');
  });
});

test('a configuration in TypeScript needs no package beside it, and what it prints is no result', async () => {
  const cwd = await makeFolder({
    'cutover.config.ts': 'import { defineMigration } from "@cutover/cli";\nconsole.log("said", 1);\nconst legacy: string[] = ["old.py"];\nexport default defineMigration({ modules: { old: { legacy } } });\n',
    'old.py': 'print(1)\n',
  });
  const ran = await cutover(['migrate', 'plan', '--json'], { cwd });
  expect(ran).toMatchObject({ exit: 0, stderr: expect.stringContaining('said 1') });
  expect(json(ran)).toMatchObject({ modules: [{ name: 'old' }] });
});

describe('a configuration that can not be used', () => {
  const wrong: [name: string, file: string, content: string | undefined, error: RegExp][] = [
    ['there is none', 'other.yaml', '', /^error\[CONFIG_MISSING\]: there is no cutover\.config\.yaml in .*\nhint: /],
    ['broken YAML', 'cutover.config.yaml', 'name: [a\nmodules: {', /^error\[CONFIG_INVALID\]: cutover\.config\.yaml is not valid YAML: .*\n {2}at cutover\.config\.yaml:\d+:\d+/],
    ['broken JSON', 'cutover.config.json', '{"name": ', /^error\[CONFIG_INVALID\]: cutover\.config\.json is not valid JSON/],
    ['an unknown key', 'cutover.config.yaml', 'name: a\nrunner: {}\n', /^error\[CONFIG_INVALID\]: runner: unknown key "runner"\n {2}at cutover\.config\.yaml:2 runner\nhint: did you mean "runners"\?/],
    ['an unknown key deep inside', 'cutover.config.yaml', 'runners:\n  legacy:\n    command: [a]\n    timeot: 3\n', /unknown key "timeot"\n {2}at cutover\.config\.yaml:4 runners\.legacy\.timeot\nhint: did you mean "timeout"\?/],
    ['several problems', 'cutover.config.yaml', 'name: 3\ngates: { parity: 7 }\nverfy: []\n', /^error\[CONFIG_INVALID\]: 3 problems in cutover\.config\.yaml\n.*:1 name: .*\n.*:2 gates\.parity: .*\n.*:3 verfy: unknown key "verfy" \(did you mean "verify"\?\)/],
    ['empty', 'cutover.config.yaml', '', /^error\[(CONFIG_INVALID|CASES_[A-Z]+|RUNNER_[A-Z]+)\]: /],
    ['a list', 'cutover.config.yaml', '- a\n', /^error\[CONFIG_INVALID\]: /],
    ['binary', 'cutover.config.yaml', 'a\u0000\u0001', /^error\[CONFIG_INVALID\]: cutover\.config\.yaml is not a text file/],
    ['aliases without end', 'cutover.config.yaml', bomb(), /^error\[CONFIG_INVALID\]: /],
    ['TypeScript that throws', 'cutover.config.ts', 'throw new Error("not today");', /^error\[CONFIG_INVALID\]: can't load cutover\.config\.ts: not today/],
    ['TypeScript that never ends loading', 'cutover.config.ts', 'await new Promise(() => {}); export default {};', /^error\[CONFIG_INVALID\]: can't load cutover\.config\.ts: it waits for something that never happens/],
    ['modules that wait for each other', 'cutover.config.yaml', 'modules:\n  a: { legacy: [a], after: [c] }\n  b: { legacy: [b], after: [a] }\n  c: { legacy: [c], after: [b] }\n', /^error\[CONFIG_INVALID\]: modules\.a\.after: modules wait for each other: a after c after b after a\n {2}at cutover\.config\.yaml:2 /],
    ['a module that waits for itself', 'cutover.config.yaml', 'modules:\n  a: { legacy: [a], after: [a] }\n', /^error\[CONFIG_INVALID\]: .*a after a\n/],
    ['a folder', 'cutover.config.yaml/inner', '', /^error\[CONFIG_INVALID\]: can't read cutover\.config\.yaml: it is a folder, not a file/],
    ['a case without id or fields', 'cutover.config.yaml', 'runners: { legacy: { command: [a] }, candidate: { command: [a] } }\ncases:\n  - {}\n', /^error\[[A-Z_]+\]: .*cases/s],
  ];

  test.each(wrong)('%s', async (_, file, content, error) => {
    const cwd = await makeFolder({ [file]: content ?? '' });
    const { exit, stdout, stderr } = await cutover(['migrate', 'parity'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(error);
    expect(stderr).not.toMatch(/^\s+at .*\.(ts|js|cjs):\d+:\d+\)?$/m);
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be read', async () => {
    const cwd = await makeFolder({ 'cutover.config.yaml': 'name: a' });
    await chmod(join(cwd, 'cutover.config.yaml'), 0o000);
    expect((await cutover(['migrate', 'parity'], { cwd })).stderr).toMatch(/permission denied/);
  });

  test.each([
    ['settings.toml', /^error\[CONFIG_INVALID\]: settings\.toml is no configuration\nhint: its name must end in \.yaml .*\.mjs$/],
    ['inner', /^error\[CONFIG_INVALID\]: inner is no configuration\n/],
  ])('one of the wrong kind that --config names: %s', async (file, error) => {
    const cwd = await makeFolder({ 'settings.toml': 'name = "x"\n', 'inner/x': '' });
    const { exit, stderr } = await cutover(['--config', file, 'migrate', 'parity'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(error);
  });

  test('one that --config names and is not there', async () => {
    const { exit, stderr } = await cutover(['--config', 'gone.yaml', 'migrate', 'parity'], { cwd: await makeFolder() });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[CONFIG_MISSING\]: there is no file gone\.yaml/);
  });
});

test.each([
  ['cutover.config.yaml', 'scripts: [elsewhere]\n'],
  ['cutover.config.yml', 'scripts: [elsewhere]\n'],
  ['cutover.config.json', '{"scripts": ["elsewhere"]}'],
  ['cutover.config.ts', 'const scripts: string[] = ["elsewhere"];\nexport default { scripts };\n'],
  ['cutover.config.mjs', 'export default { scripts: ["elsewhere"] };\n'],
])('a configuration is found from a folder below it: %s', async (name, content) => {
  const cwd = await makeFolder({ [name]: content });
  await mkdir(join(cwd, 'elsewhere'));
  await mkdir(join(cwd, 'inner'));
  await writeFile(join(cwd, 'elsewhere', 'given.py'), 'def main(input_paths, output_paths, environ_vars, job_args):\n    return 0\n');
  const { exit, stdout } = await cutover(['test', 'script', 'given'], { cwd: join(cwd, 'inner') });
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining('1 passed') });
});

/** A few hundred bytes of YAML that stand for a billion nodes. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++) lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}
