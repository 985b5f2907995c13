import { chmodSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cutover, inTerminal, json, makeFolder } from '../program.ts';

const init = (cwd: string, ...args: string[]) => cutover(['init', ...args], { cwd });
const written = (root: string): string => readFileSync(join(root, 'cutover.config.yaml'), 'utf8');

const upper = 'import sys\n\n\ndef main():\n    print(open(sys.argv[1]).read().upper())\n\n\nif __name__ == "__main__":\n    main()\n';
const lines = 'import sys\nif __name__ == "__main__":\n    print(len(sys.stdin.readlines()))\n';
const add = 'process.stdout.write(String(Number(process.argv[2]) + Number(process.argv[3])));\n';

interface Expected {
  legacy: unknown;
  candidate: unknown;
  cases: unknown;
  modules: unknown;
}

const projects: [string, Record<string, string>, string[], Expected][] = [
  [
    'two Python scripts and files for them',
    { 'old.py': upper, 'new.py': upper, 'tests/fixtures/a.txt': 'a', 'tests/fixtures/b.txt': 'b', 'tests/fixtures/expected/a.txt': 'A' },
    [],
    {
      legacy: { command: ['python3', '{{root}}/old.py', '{{input}}'] },
      candidate: { command: ['python3', '{{root}}/new.py', '{{input}}'] },
      cases: ['a', 'b'].map((name) => ({ id: `${name}.txt`, input: `tests/fixtures/${name}.txt`, files: [`tests/fixtures/${name}.txt`] })),
      modules: { old: { legacy: ['old.py'], switch: { replace: { from: 'new.py', to: 'old.py' } } } },
    },
  ],
  [
    'Python packages with a console entry point, called in the tests',
    {
      'pyproject.toml': '[project.scripts]\nshout = "shout_old.cli:main"\n',
      'shout_old/__init__.py': '',
      'shout_old/cli.py': 'import sys\n\n\ndef main():\n    print(*sys.argv[1:])\n',
      'shout_new/__init__.py': '',
      'shout_new/__main__.py': 'import sys\n\nprint(*sys.argv[1:])\n',
      'tests/test_shout.py': 'import subprocess\n\n\ndef test_it():\n    subprocess.run(["shout", "a b", "--loud"])\n    subprocess.run(["shout", str(1)])\n',
    },
    [],
    {
      legacy: { command: ['python3', '-c', 'import sys; sys.argv[0] = "shout"; from shout_old.cli import main; sys.exit(main())', '{{args}}'], env: { PYTHONPATH: '{{root}}' } },
      candidate: { command: ['python3', '-m', 'shout_new', '{{args}}'], env: { PYTHONPATH: '{{root}}' } },
      cases: [{ id: 'a b --loud', args: ['a b', '--loud'] }],
      modules: { shout_old: { legacy: ['shout_old'], switch: { replace: { from: 'shout_new', to: 'shout_old' } } } },
    },
  ],
  [
    'programs of a package.json, by flags',
    { 'package.json': '{"name": "sums", "bin": {"sum-old": "bin/sum-old.js"}, "scripts": {"next": "node lib/sum-next.cjs", "test": "node --test"}}', 'bin/sum-old.js': add, 'lib/sum-next.cjs': add },
    ['--input', '1', '--input', '2', '--candidate', 'node lib/sum-next.cjs {} 0', '--legacy', 'node bin/sum-old.js {} 0'],
    {
      legacy: { command: ['node', '{{root}}/bin/sum-old.js', '{{input}}', '0'] },
      candidate: { command: ['node', '{{root}}/lib/sum-next.cjs', '{{input}}', '0'] },
      cases: [
        { id: '1', input: '1' },
        { id: '2', input: '2' },
      ],
      modules: { 'sum-old': { legacy: ['bin/sum-old.js'], candidate: ['lib/sum-next.cjs'] } },
    },
  ],
  [
    'programs of a package.json, as they are found',
    { 'package.json': '{"bin": {"sum-old": "sum-old.cjs"}, "scripts": {"next": "node sum-next.cjs", "clean": "rm -rf out", "both": "node a.js && node b.js"}}', 'sum-old.cjs': add, 'sum-next.cjs': add, 'cases/one.txt': '1' },
    [],
    {
      legacy: { command: ['node', '{{root}}/sum-old.cjs', '{{input}}'] },
      candidate: { command: ['node', '{{root}}/sum-next.cjs', '{{input}}'] },
      cases: [{ id: 'one.txt', input: 'cases/one.txt', files: ['cases/one.txt'] }],
      modules: { 'sum-old': { legacy: ['sum-old.cjs'], switch: { replace: { from: 'sum-next.cjs', to: 'sum-old.cjs' } } } },
    },
  ],
  [
    'executables, and programs that read standard input',
    { 'legacy/count': '#!/bin/sh\nwc -l\n', 'count.py': lines, 'data/two.txt': 'a\nb\n' },
    ['--stdin', 'data/two.txt'],
    {
      legacy: { command: ['{{root}}/legacy/count'], stdin: '{{root}}/{{stdin}}' },
      candidate: { command: ['python3', '{{root}}/count.py'], stdin: '{{root}}/{{stdin}}' },
      cases: [{ id: 'two.txt', stdin: 'data/two.txt' }],
      modules: { legacy: { legacy: ['legacy'], candidate: ['count.py'] } },
    },
  ],
  [
    'scripts that read their input where they are loaded, in two languages',
    { 'old.py': 'import sys\nprint(open(sys.argv[1]).read())\n', 'new.cjs': 'console.log(require("node:fs").readFileSync(process.argv[2], "utf8"));\n', 'setting.py': 'import sys\n\n\ndef main(argv=sys.argv):\n    pass\n', 'data/a.txt': 'a' },
    [],
    {
      legacy: { command: ['python3', '{{root}}/old.py', '{{input}}'] },
      candidate: { command: ['node', '{{root}}/new.cjs', '{{input}}'] },
      cases: [{ id: 'a.txt', input: 'data/a.txt', files: ['data/a.txt'] }],
      modules: { old: { legacy: ['old.py'], candidate: ['new.cjs'] } },
    },
  ],
  [
    'TypeScript programs, and the tool of the project that runs them',
    {
      'package.json': '{"scripts": {"old": "tsx src/old.ts"}}',
      'src/old.ts': 'process.stdout.write(process.argv[2]);\n',
      'src/new.ts': 'process.stdout.write(process.argv[2]);\n',
      'node_modules/.bin/tsx': '#!/bin/sh\ncp "$1" "$TMPDIR/run.cjs" && exec node "$TMPDIR/run.cjs" "$2"\n',
      'data/a.txt': 'a',
    },
    [],
    {
      legacy: { command: ['{{root}}/node_modules/.bin/tsx', '{{root}}/src/old.ts', '{{input}}'] },
      candidate: { command: ['{{root}}/node_modules/.bin/tsx', '{{root}}/src/new.ts', '{{input}}'] },
      cases: [{ id: 'a.txt', input: 'data/a.txt', files: ['data/a.txt'] }],
      modules: { old: { legacy: ['src/old.ts'], switch: { replace: { from: 'src/new.ts', to: 'src/old.ts' } } } },
    },
  ],
  [
    'a file, and one of another name in a folder of its own',
    { 'report.py': upper, 'next/reports.py': upper, 'data/a.txt': 'a' },
    [],
    {
      legacy: { command: ['python3', '{{root}}/report.py', '{{input}}'] },
      candidate: { command: ['python3', '{{root}}/next/reports.py', '{{input}}'] },
      cases: [{ id: 'a.txt', input: 'data/a.txt', files: ['data/a.txt'] }],
      modules: { report: { legacy: ['report.py'], switch: { replace: { from: 'next/reports.py', to: 'report.py' } } } },
    },
  ],
  [
    'shell scripts that are not executable',
    { 'old.sh': '#!/usr/bin/env sh\ncat "$1"\n', 'new.sh': '#!/bin/sh\ncat "$1"\n', 'data/a.txt': 'a' },
    [],
    {
      legacy: { command: ['sh', '{{root}}/old.sh', '{{input}}'] },
      candidate: { command: ['sh', '{{root}}/new.sh', '{{input}}'] },
      cases: [{ id: 'a.txt', input: 'data/a.txt', files: ['data/a.txt'] }],
      modules: { old: { legacy: ['old.sh'], switch: { replace: { from: 'new.sh', to: 'old.sh' } } } },
    },
  ],
  [
    'programs without input',
    { 'old.sh': '#!/bin/sh\necho hello\n', 'new.sh': '#!/bin/sh\necho hello\n' },
    ['--legacy', 'sh old.sh', '--candidate', 'sh ./new.sh', '--name', 'yes: [no'],
    {
      legacy: { command: ['sh', '{{root}}/old.sh'] },
      candidate: { command: ['sh', '{{root}}/new.sh'] },
      cases: [{ id: 'run' }],
      modules: { old: { legacy: ['old.sh'], switch: { replace: { from: 'new.sh', to: 'old.sh' } } } },
    },
  ],
];

test.each(projects)('%s: what is written runs at once', async (_, files, args, expected) => {
  const root = await makeFolder(files);
  for (const program of ['legacy/count', 'node_modules/.bin/tsx']) if (files[program] !== undefined) chmodSync(join(root, program), 0o755);
  expect(await init(root, ...args)).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^wrote +cutover\.config\.yaml\n[^]*next {4}cutover migrate backup\n {8}cutover migrate parity$/) });
  const { runners, cases, modules } = parse(written(root));
  expect({ ...runners, cases, modules }).toEqual(expected);
  expect(await cutover(['migrate', 'parity'], { cwd: root })).toMatchObject({ exit: 0, stdout: expect.stringContaining(`${cases.length} match`) });
  expect(await cutover(['migrate', 'backup'], { cwd: root })).toMatchObject({ exit: 0 });
});

test('where the legacy wants arguments and there are none, that is told', async () => {
  const root = await makeFolder({ 'old.py': upper });
  expect(await init(root)).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^warning: the legacy reads its arguments, and none is given or found: name some with --input VALUE/) });
});

test('in a repository, the first of the next commands keeps what is written there out of git, and is not told again', async () => {
  const root = await makeFolder({ 'old.sh': 'echo a\n', '.gitignore': 'dist' });
  await execa('git', ['init', '-q'], { cwd: root });
  const { stdout } = await init(root, '--legacy', 'sh old.sh');
  const command = /^next {4}(printf .* >> \.gitignore)$/m.exec(stdout)?.[1] ?? '';
  await execa('sh', ['-c', command], { cwd: root });
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('dist\n.cutover/\nbackups/\n');
  rmSync(join(root, 'cutover.config.yaml'));
  expect((await init(root, '--legacy', 'sh old.sh')).stdout).toContain('next    cutover migrate backup');
  await cutover(['migrate', 'backup'], { cwd: root });
  expect((await execa('git', ['status', '--short', '-uall'], { cwd: root })).stdout.split('\n').sort()).toEqual(['?? .gitignore', '?? cutover.config.yaml', '?? old.sh']);
});

describe('without enough to go on', () => {
  test('the programs that it could be are listed, with the flags to give', async () => {
    const root = await makeFolder({ 'a.py': upper, 'b.py': upper });
    const { exit, stderr } = await init(root);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[INIT_UNCLEAR\]: which of these is the legacy\?\n {2}python3 a\.py {2}\(has a __main__ guard\)\n {2}python3 b\.py .*\nhint: .*--legacy .*--candidate .*--input .*--from PATH$/s);
    expect(readdirSync(root).sort()).toEqual(['a.py', 'b.py']);
  });

  test.each<[string, string[]]>([
    ['no program was found here', []],
    ['asks for an input', ['--legacy', 'cat {}']],
  ])('%s', async (words, args) => {
    const root = await makeFolder();
    expect(await init(root, ...args)).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(new RegExp(`^error\\[INIT_UNCLEAR\\]: .*${words}`)) });
    expect(readdirSync(root)).toEqual([]);
  });
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
  expect(json(ran)).toMatchObject({ schema_version: 1, file: 'cutover.config.yaml', name: 'tool', legacy: null, cases: 0 });
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

test('the schema that the file names for editors is there, and describes the file', async () => {
  const root = await makeFolder({ 'old.sh': 'echo a\n' });
  expect(await init(root, '--legacy', 'sh old.sh')).toMatchObject({ exit: 0 });
  const place = /^# yaml-language-server: \$schema=(.+)\n/.exec(written(root))?.[1] ?? '';
  expect(Object.keys(JSON.parse(readFileSync(place, 'utf8')).properties)).toEqual(expect.arrayContaining(Object.keys(parse(written(root)))));
  const installed = await makeFolder({ 'node_modules/@cutover/cli/dist/schemas/config.json': '{}', 'sub/old.sh': 'echo a\n' });
  expect(await init(join(installed, 'sub'), '--legacy', 'sh old.sh')).toMatchObject({ exit: 0 });
  expect(written(join(installed, 'sub'))).toMatch(/^# yaml-language-server: \$schema=\.\.\/node_modules\/@cutover\/cli\/dist\/schemas\/config\.json\n/);
});

describe('on a terminal', () => {
  const files = { 'a.py': upper, 'b.py': upper, 'data/a.txt': 'a' };

  test('it asks, and writes what was answered', async () => {
    const root = await makeFolder(files);
    const down = '\u001B[B';
    const { exit, screen, unanswered } = await inTerminal(
      ['init'],
      [
        ['called\\?', '\r'],
        ['legacy run', `${down}\r`],
        ['the one that replaces it', `${down}\r`],
        ['Its command', 'python3 a.py {}\r'],
        ['On which inputs', '\r'],
        ['Files and folders', '\r'],
      ],
      { cwd: root },
    );
    expect([exit, unanswered], screen).toEqual([0, 0]);
    const { runners, cases, modules } = parse(written(root));
    expect(runners).toEqual({ legacy: { command: ['python3', '{{root}}/b.py', '{{input}}'] }, candidate: { command: ['python3', '{{root}}/a.py', '{{input}}'] } });
    expect(cases).toEqual([{ id: 'a.txt', input: 'data/a.txt', files: ['data/a.txt'] }]);
    expect(modules).toEqual({ b: { legacy: ['b.py'], switch: { replace: { from: 'a.py', to: 'b.py' } } } });
  });

  test('Ctrl-C ends it with 130, and nothing is written', async () => {
    const root = await makeFolder(files);
    const { exit, screen } = await inTerminal(['init'], [['called\\?', '\r'], ['legacy run', '\u0003']], { cwd: root });
    expect(exit, screen).toBe(130);
    expect(screen).toContain('error[CANCELLED]');
    expect(readdirSync(root).sort()).toEqual(['a.py', 'b.py', 'data']);
  });

  test('what is given is not asked again; --yes asks nothing', async () => {
    const root = await makeFolder({ ...files, 'old.py': upper });
    const { exit, screen } = await inTerminal(['init', '--name', 'x', '--legacy', 'python3 a.py {}', '--candidate', 'python3 b.py {}', '--input', 'data/a.txt', '--from', 'a.py'], [], { cwd: root });
    expect(exit, screen).toBe(0);
    const other = await makeFolder({ 'old.py': upper, 'new.py': upper });
    expect(await inTerminal(['init', '--yes'], [], { cwd: other })).toMatchObject({ exit: 0 });
    expect(parse(written(other)).runners.candidate).toEqual({ command: ['python3', '{{root}}/new.py'] });
  });
});
