import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder, program } from '../program.ts';
import { makeTree } from '../tree.ts';

let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const backup = async (...args: string[]): Promise<string> => json(await migrate('backup', ...args, '--json')).id;

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, {
    'cutover.config.yaml': 'name: demo\nmodules:\n  core: { legacy: [src/old] }\n  cli: { legacy: [src/cli.py, "data/*.yaml"] }\n',
    'src/old/a.py': 'a',
    'src/old/deep/b.sh': ['b', 0o755],
    'src/old/empty/': '',
    'src/old/link': '->a.py',
    'src/cli.py': 'cli',
    'data/user.yaml': 'mine',
    'src/other.py': 'not ours',
  });
});

test('a backup is a bag that standard tools check, and says so in JSON', async () => {
  const ran = await migrate('backup', '-m', 'first', '--json');
  expect(ran).toMatchObject({ exit: 0 });
  const result = json(ran);
  expect(result).toEqual({
    schema_version: 1,
    id: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{4}$/),
    path: `backups/${result.id}`,
    modules: ['core', 'cli'],
    files: 4,
    bytes: 9,
    unchanged: 0,
    git: null,
    duration_ms: expect.any(Number),
  });
  const bag = join(root, result.path);
  const check = await execa('sha256sum', ['-c', 'manifest-sha256.txt'], { cwd: bag });
  expect(check.stdout.split('\n').sort()).toEqual(['data/data/user.yaml: OK', 'data/src/cli.py: OK', 'data/src/old/a.py: OK', 'data/src/old/deep/b.sh: OK']);
  await execa('sha256sum', ['-c', '--quiet', 'tagmanifest-sha256.txt'], { cwd: bag });
  expect(statSync(join(bag, 'data/src/old/a.py')).mode & 0o777).toBe(0o444);
  expect(statSync(join(bag, 'data/src/old/deep/b.sh')).mode & 0o777).toBe(0o555);
  expect(readFileSync(join(bag, 'bagit.txt'), 'utf8')).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  expect(readFileSync(join(bag, 'bag-info.txt'), 'utf8')).toContain('Payload-Oxum: 9.4\n');
  expect(readdirSync(join(root, 'backups'))).toEqual([result.id]);
});

test('modules can be named; a name that is none is told with the near one', async () => {
  const result = json(await migrate('backup', 'cli', '--json'));
  expect(result).toMatchObject({ modules: ['cli'], files: 2 });
  const wrong = await migrate('backup', 'clii');
  expect(wrong).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('did you mean "cli"?') });
});

test('every file is copied, ignored and untracked ones too, and git is part of the evidence', async () => {
  const git = (...args: string[]) => execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root });
  await git('init', '-q');
  writeFileSync(join(root, '.gitignore'), '*.yaml\n');
  await git('add', 'src');
  await git('commit', '-qm', 'one');
  const result = json(await migrate('backup', '--json'));
  expect(result).toMatchObject({ files: 4, git: { commit: (await git('rev-parse', 'HEAD')).stdout, dirty: true } });

  await git('add', '-A', '--', ':/', ':!backups', ':!.cutover');
  await git('commit', '-qm', 'two');
  expect(json(await migrate('backup', '--json')).git, 'what Cutover itself left there is no change').toMatchObject({ dirty: false });
  writeFileSync(join(root, 'new-file'), '');
  expect(json(await migrate('backup', '--json')).git).toMatchObject({ dirty: true });
});

test('a git that never answers does not keep Ctrl-C from ending the backup', async () => {
  makeTree(root, { 'bin/git': ['#!/bin/sh\ntouch asked\nexec sleep 30\n', 0o755] });
  const started = Date.now();
  const stopped = await cutover(['migrate', 'backup'], { cwd: root, env: { PATH: `${join(root, 'bin')}:${process.env['PATH']}` }, interruptWhen: () => Promise.resolve(existsSync(join(root, 'asked'))) });
  expect(stopped).toMatchObject({ exit: 130, stderr: expect.stringContaining('error[INTERRUPTED]') });
  expect(Date.now() - started).toBeLessThan(15_000);
  expect(readdirSync(join(root, 'backups'))).toEqual([]);
});

test('what is unchanged is shared within the store, never with the tree', async () => {
  const old = new Date('2020-01-01');
  const { utimesSync } = await import('node:fs');
  for (const file of ['src/old/a.py', 'src/old/deep/b.sh']) utimesSync(join(root, file), old, old);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  const first = await backup();
  const second = json(await migrate('backup', '--json'));
  expect(second.unchanged).toBe(4);
  const inode = (path: string): number => statSync(join(root, path)).ino;
  expect(inode(`backups/${first}/data/src/old/a.py`)).not.toBe(inode('src/old/a.py'));
  expect(json(await migrate('backup', '--rehash', '--json'))['unchanged']).toBe(0);
  writeFileSync(join(root, 'src/old/a.py'), 'A');
  const third = await backup();
  expect(readFileSync(join(root, `backups/${first}/data/src/old/a.py`), 'utf8')).toBe('a');
  expect(readFileSync(join(root, `backups/${third}/data/src/old/a.py`), 'utf8')).toBe('A');
});

test.each<[string, string, (bag: string) => void, string[]]>([
  ['a changed byte', 'damaged', (bag) => writeFileSync(join(bag, 'data/src/cli.py'), 'cLi'), ['data/src/cli.py']],
  ['a truncated file', 'damaged', (bag) => truncateSync(join(bag, 'data/src/cli.py'), 1), ['data/src/cli.py']],
  ['a missing file', 'missing', (bag) => rmSync(join(bag, 'data/src/cli.py')), ['data/src/cli.py']],
  ['an extra file', 'extra', (bag) => writeFileSync(join(bag, 'data/more'), ''), ['data/more']],
  ['a link in place of a file', 'damaged', (bag) => (rmSync(join(bag, 'data/src/cli.py')), symlinkSync('../../../../src/cli.py', join(bag, 'data/src/cli.py'))), ['data/src/cli.py']],
  ['a changed manifest', 'damaged', (bag) => appendFileSync(join(bag, 'manifest-sha256.txt'), `${'0'.repeat(64)}  data/x\n`), ['manifest-sha256.txt']],
  ['changed entries', 'damaged', (bag) => appendFileSync(join(bag, 'meta/entries.jsonl'), '{}\n'), ['meta/entries.jsonl']],
  ['a changed tag manifest', 'damaged', (bag) => appendFileSync(join(bag, 'tagmanifest-sha256.txt'), '\n'), ['tagmanifest-sha256.txt']],
  ['a missing tag manifest', 'missing', (bag) => rmSync(join(bag, 'tagmanifest-sha256.txt')), ['tagmanifest-sha256.txt']],
])('%s is named by backups --verify, and never restored from', async (_, problem, damage, paths) => {
  const id = await backup();
  expect(await migrate('backups', '--verify', '--json')).toMatchObject({ exit: 0 });
  const bag = join(root, 'backups', id);
  for (const name of ['data/src', 'data/src/cli.py', 'manifest-sha256.txt', 'meta/entries.jsonl', 'tagmanifest-sha256.txt']) chmodSync(join(bag, name), 0o755);
  damage(bag);
  const verify = await migrate('backups', '--verify', '--json');
  expect(verify.exit).toBe(1);
  expect(json(verify)).toEqual({ schema_version: 1, verified: false, backups: [{ id, recorded: true, problems: paths.map((path) => ({ path, problem })) }] });
  writeFileSync(join(root, 'src/cli.py'), 'changed');
  const back = await migrate('rollback', '--force', '--json');
  if (problem !== 'extra') expect(back).toMatchObject({ exit: 1, stdout: expect.stringContaining('BACKUP_DAMAGED') });
  if (problem !== 'extra') expect(readFileSync(join(root, 'src/cli.py'), 'utf8')).toBe('changed');
});

test('a renamed file in a backup is named as missing and extra', async () => {
  const id = await backup();
  const data = join(root, 'backups', id, 'data/src');
  renameSync(join(data, 'cli.py'), join(data, 'cli2.py'));
  const verify = json(await migrate('backups', '--verify', '--json'));
  expect(verify.backups[0]?.problems).toEqual([
    { path: 'data/src/cli.py', problem: 'missing' },
    { path: 'data/src/cli2.py', problem: 'extra' },
  ]);
});

test('a swapped bag is noticed by the ledger, though it is whole in itself', async () => {
  const first = await backup('-m', 'first');
  writeFileSync(join(root, 'src/cli.py'), 'changed');
  const second = await backup('-m', 'second');
  rmSync(join(root, 'backups', first), { recursive: true, force: true });
  await execa('cp', ['-a', join(root, 'backups', second), join(root, 'backups', first)]);
  const verify = await migrate('backups', '--verify', first);
  expect(verify).toMatchObject({ exit: 1, stdout: expect.stringContaining('tagmanifest-sha256.txt') });
});

test('backups are listed and shown by any unique beginning', async () => {
  expect(await migrate('backups')).toMatchObject({ exit: 0, stdout: expect.stringContaining('no backups yet') });
  const id = await backup('-m', 'before the change');
  const list = json(await migrate('backups', '--json'));
  expect(list.backups).toEqual([expect.objectContaining({ id, path: `backups/${id}`, kind: 'backup', modules: ['core', 'cli'], files: 4, bytes: 9, message: 'before the change' })]);
  expect((await migrate('backups')).stdout).toMatch(new RegExp(`^${id}  backup  4 files  9 B  core, cli  before the change$`));
  const shown = json(await migrate('backups', 'show', id.slice(0, 12), '--json'));
  expect(shown.entries.map(({ path, type, mode }: Record<string, string>) => `${path} ${type} ${mode}`)).toEqual([
    'data/user.yaml file 0644',
    'src/cli.py file 0644',
    'src/old folder 0755',
    'src/old/a.py file 0644',
    'src/old/deep folder 0755',
    'src/old/deep/b.sh file 0755',
    'src/old/empty folder 0755',
    'src/old/link link 0777',
  ]);
  expect(await migrate('backups', 'show', '1999')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[ID_UNKNOWN]') });
});

test.each<[string, string, string, string]>([
  ['no modules', 'name: x\n', 'MODULES_NONE', 'modules'],
  ['a path that is not there', 'modules: { a: { legacy: [src/none] } }\n', 'LEGACY_MISSING', 'src/none'],
  ['a path that leads out', 'modules: { a: { legacy: [../x] } }\n', 'PATH_OUTSIDE', '../x'],
  ['an absolute path', 'modules: { a: { legacy: [/etc] } }\n', 'PATH_OUTSIDE', '/etc'],
  ['a path behind a link', 'modules: { a: { legacy: [behind/file] } }\n', 'PATH_OUTSIDE', 'behind'],
  ['one file in two modules', 'modules: { a: { legacy: [src] }, b: { legacy: [src/cli.py] } }\n', 'MODULES_OVERLAP', 'src/cli.py'],
])('%s: exit 2, nothing is made', async (_, config, code, told) => {
  symlinkSync('src', join(root, 'behind'));
  writeFileSync(join(root, 'cutover.config.yaml'), config);
  const ran = await migrate('backup');
  expect(ran).toMatchObject({ exit: 2, stdout: '' });
  expect(ran.stderr).toContain(`error[${code}]`);
  expect(ran.stderr).toContain(told);
  expect(existsSync(join(root, 'backups')) && readdirSync(join(root, 'backups')).length > 0).toBe(false);
});

test('a message is told on one line and can not steer the terminal; the bag keeps it as it was written', async () => {
  const message = 'two\nlines \u001B[31mred';
  const { stdout } = await migrate('backup', '-m', message);
  expect(stdout).toContain('two lines [31mred\n');
  for (const told of [await migrate('backups'), await migrate('history')]) expect(told.stdout).toMatch(/^[^\n]* two lines \[31mred$/);
  const [id] = readdirSync(join(root, 'backups'));
  expect(JSON.parse(readFileSync(join(root, 'backups', id, 'meta/evidence.json'), 'utf8')).message).toBe(message);
});

test('sockets and pipes are named as skipped', async () => {
  await execa('mkfifo', [join(root, 'src/old/pipe')]);
  const ran = await migrate('backup', '--json');
  expect(ran).toMatchObject({ exit: 0, stderr: expect.stringContaining('skipped src/old/pipe') });
  const evidence = JSON.parse(readFileSync(join(root, 'backups', json(ran).id, 'meta/evidence.json'), 'utf8')) as { skipped: string[] };
  expect(evidence.skipped).toEqual(['src/old/pipe']);
});

test('the store, our records and the repository are never part of a module', async () => {
  writeFileSync(join(root, 'cutover.config.yaml'), 'modules: { all: { legacy: [.] } }\n');
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git/HEAD'), 'ref');
  await backup();
  const { files } = json(await migrate('backup', '--json'));
  expect(files).toBe(6);
});

test('a limit on memory is no obstacle to big files', async () => {
  writeFileSync(join(root, 'src/old/big'), Buffer.alloc(9_000_001, 'x'));
  // Less than the system would set aside for the buffers with which a copy goes past its cache.
  const ran = await execa('sh', ['-c', 'ulimit -v 4000000 && exec "$@"', 'sh', process.execPath, program, 'migrate', 'backup', '--json'], { cwd: root, reject: false });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await migrate('backups', '--verify')).exit).toBe(0);
});
