import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree, setTime } from '../tree.ts';

let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const backup = async (...args: string[]): Promise<string> => json(await migrate('backup', ...args, '--json')).id;
const litter = (): string[] => [...readdirSync(join(root, '.cutover')), ...readdirSync(join(root, '.cutover/tx')), ...readdirSync(join(root, 'backups'))].filter((name) => !/^\d{8}-/.test(name));

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, {
    'cutover.config.yaml': [
      'name: demo',
      'modules:',
      '  core: { legacy: [src/old] }',
      '  cli: { legacy: [src/cli.py], switch: { flag: use_new } }',
      'flags: { file: flags.yaml, path: migration }',
      `verify: [["${process.execPath}", check.mjs]]`,
    ].join('\n'),
    'flags.yaml': '# who serves\nmigration:\n  other: 1   # not ours\n  use_new: false # legacy\n',
    'check.mjs': 'import { existsSync } from "node:fs"; process.exit(existsSync("broken") ? 1 : 0);',
    'src/old/a.py': 'a',
    'src/old/deep/b.sh': ['b', 0o755],
    'src/old/empty/': '',
    'src/old/link': '->a.py',
    'src/cli.py': 'cli',
    'src/other.py': 'not ours',
  });
  setTime(root, 'src/old/a.py', 1_700_000_000.123456);
});

/** What belongs to the modules: the time of the folder above them, and of the flags file, is nobody's. */
function owned(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => path.startsWith('src/') && path !== 'src/'));
}

function changeEverything(): void {
  writeFileSync(join(root, 'src/old/a.py'), 'changed');
  chmodSync(join(root, 'src/old/deep/b.sh'), 0o600);
  rmSync(join(root, 'src/old/empty'), { recursive: true });
  rmSync(join(root, 'src/old/link'));
  symlinkSync('elsewhere', join(root, 'src/old/link'));
  mkdirSync(join(root, 'src/old/new/deeper'), { recursive: true });
  writeFileSync(join(root, 'src/old/new/deeper/file'), 'new');
  rmSync(join(root, 'src/cli.py'));
  mkdirSync(join(root, 'src/cli.py'));
  writeFileSync(join(root, 'src/cli.py/inside'), 'a folder now');
  writeFileSync(join(root, 'flags.yaml'), readFileSync(join(root, 'flags.yaml'), 'utf8').replace('use_new: false', 'use_new: true'));
}

test('going back restores bytes, modes, times, links and folders, removes what came, and can be undone exactly', async () => {
  const before = listTree(root);
  const id = await backup();
  changeEverything();
  const changed = listTree(root);
  const ran = await migrate('rollback', '--force', '--reason', 'wrong totals', '--json');
  expect(ran.exit, ran.stderr).toBe(0);
  const result = json(ran);
  expect(result).toMatchObject({ point: id, restored: 5, removed: 4, verified: true, flags: { use_new: { from: true, to: false } } });
  expect(owned(listTree(root))).toEqual(owned(before));
  expect(readFileSync(join(root, 'flags.yaml'), 'utf8')).toBe('# who serves\nmigration:\n  other: 1   # not ours\n  use_new: false # legacy\n');
  expect(litter()).toEqual(['done', 'ledger.jsonl', 'reports', 'tx']);

  const undone = json(await migrate('rollback', result.safety_point ?? '', '--json'));
  expect(undone).toMatchObject({ point: result.safety_point, verified: true });
  expect(owned(listTree(root))).toEqual(owned(changed));
  expect(readFileSync(join(root, 'flags.yaml'), 'utf8')).toBe('# who serves\nmigration:\n  other: 1   # not ours\n  use_new: true # legacy\n');
});

test('changes that nobody recorded are refused with their list, and nothing is touched', async () => {
  const id = await backup();
  changeEverything();
  const before = listTree(root);
  const refused = await migrate('rollback');
  expect(refused).toMatchObject({ exit: 3, stdout: '' });
  expect(refused.stderr).toContain('error[DRIFT]');
  for (const path of ['changed       src/old/a.py', 'changed       src/old/deep/b.sh', 'changed       src/old/link', 'added         src/old/new/deeper/file', 'added         src/cli.py/inside']) {
    expect(refused.stderr).toContain(path);
  }
  expect(refused.stderr).toMatch(/hint: --force .*--keep-drift/);
  expect(listTree(root)).toEqual(before);
  expect(json(await migrate('backups', '--json')).backups.map((each: { id: string }) => each.id)).toEqual([id]);
  expect(litter()).toEqual(['ledger.jsonl', 'tx']);
});

test('--keep-drift restores the rest and leaves those files as they are', async () => {
  await backup();
  writeFileSync(join(root, 'src/old/a.py'), 'mine');
  writeFileSync(join(root, 'src/old/notes.txt'), 'mine, too');
  rmSync(join(root, 'src/cli.py'));
  const result = json(await migrate('rollback', '--keep-drift', '--json'));
  expect(result).toMatchObject({ restored: 1, removed: 0, kept: 2 });
  expect(readFileSync(join(root, 'src/old/a.py'), 'utf8')).toBe('mine');
  expect(existsSync(join(root, 'src/old/notes.txt'))).toBe(true);
  expect(readFileSync(join(root, 'src/cli.py'), 'utf8')).toBe('cli');
});

test('what a later backup recorded is no drift', async () => {
  const first = await backup();
  const before = listTree(root);
  writeFileSync(join(root, 'src/old/a.py'), 'second');
  writeFileSync(join(root, 'src/old/added.py'), 'added');
  await backup();
  const ran = await migrate('rollback', first, '--json');
  expect(ran.exit, ran.stderr).toBe(0);
  expect(json(ran)).toMatchObject({ restored: 1, removed: 1 });
  expect(listTree(root)).toEqual(before);
});

test('one module can go back alone', async () => {
  await backup();
  writeFileSync(join(root, 'src/old/a.py'), 'changed');
  writeFileSync(join(root, 'src/cli.py'), 'changed');
  const ran = await migrate('rollback', '--module', 'core', '--force', '--json');
  expect(json(ran)).toMatchObject({ restored: 1 });
  expect(readFileSync(join(root, 'src/old/a.py'), 'utf8')).toBe('a');
  expect(readFileSync(join(root, 'src/cli.py'), 'utf8')).toBe('changed');
});

test('a dry run lists what would change and changes nothing at all', async () => {
  const id = await backup();
  changeEverything();
  const before = listTree(root, []);
  const ran = await migrate('rollback', '--dry-run', '--force', '--json');
  expect(ran.exit).toBe(0);
  const plan = json(ran);
  expect(plan).toMatchObject({ point: id, flags: { use_new: false } });
  expect(plan.changes.map(({ path, change }: Record<string, string>) => `${change} ${path}`)).toEqual([
    'replace src/cli.py',
    'remove src/cli.py/inside',
    'touch src/old',
    'replace src/old/a.py',
    'touch src/old/deep/b.sh',
    'create src/old/empty',
    'replace src/old/link',
    'remove src/old/new',
    'remove src/old/new/deeper',
    'remove src/old/new/deeper/file',
  ]);
  expect(plan.drift).toHaveLength(5);
  expect(listTree(root, [])).toEqual(before);
});

test('a rollback of nothing changed says so, and needs no safety point', async () => {
  await backup();
  expect(json(await migrate('rollback', '--json'))).toMatchObject({ safety_point: null, restored: 0, removed: 0, unchanged: 7, verified: true });
});

test('a verify command that fails is told with what it printed, on the terminal and in the report', async () => {
  await backup();
  writeFileSync(join(root, 'check.mjs'), 'console.log(`${"1\\n".repeat(99)}two of three|\\u001b[2J`); process.exit(1);');
  const told = await migrate('rollback');
  expect(told.exit).toBe(1);
  expect(told.stdout).toContain(`verify  FAIL ${process.execPath} check.mjs\n${`${' '.repeat(12)}1\n`.repeat(9)}            two of three|\\u{1b}[2J\nreport`);
  const ran = await migrate('rollback', '--json');
  expect(ran.exit).toBe(1);
  const result = json(ran);
  expect(result).toMatchObject({ verified: false, verify: [{ passed: false }] });
  const report = readFileSync(join(root, result.report), 'utf8');
  expect(report).toContain(`- FAIL \`${process.execPath} check.mjs\` (exit 1, `);
  expect(report).toContain('      1\n      two of three|[2J\n\n\n## 6.');
});

test('named modules go to the newest point that holds them all, even when a newer one holds others', async () => {
  const whole = await backup();
  const core = await backup('core');
  changeEverything();
  expect(json(await migrate('rollback', '--module', 'cli', '--dry-run', '--json'))).toMatchObject({ point: whole });
  expect(json(await migrate('rollback', '--module', 'core', 'cli', '--dry-run', '--json'))).toMatchObject({ point: whole });
  expect(json(await migrate('rollback', '--module', 'core', '--dry-run', '--json'))).toMatchObject({ point: core });
  const named = await migrate('rollback', core, '--module', 'core', 'cli', '--force');
  expect(named).toMatchObject({ exit: 2, stderr: expect.stringContaining(`backup ${core} does not hold cli\nhint: it holds: core`) });
  const ran = json(await migrate('rollback', '--module', 'cli', '--force', '--json'));
  expect(ran).toMatchObject({ point: whole, verified: true });
  expect(readFileSync(join(root, 'src/cli.py'), 'utf8')).toBe('cli');
  expect(readFileSync(join(root, 'src/old/a.py'), 'utf8')).toBe('changed');
  const { report } = json(await migrate('rollback', '--module', 'core', '--force', '--json'));
  expect(readFileSync(join(root, report), 'utf8')).toContain('## 3. Go back\n\nNo flag and no command had to change: only files.\n');
});

test('what Python compiled since is no drift: it stays, and --force removes it', async () => {
  await backup();
  makeTree(root, { 'src/old/__pycache__/a.cpython-312.pyc': 'compiled' });
  expect(json(await migrate('rollback', '--json'))).toMatchObject({ removed: 0, verified: true });
  expect(existsSync(join(root, 'src/old/__pycache__/a.cpython-312.pyc'))).toBe(true);
  writeFileSync(join(root, 'src/old/a.py'), 'edited');
  const refused = await migrate('rollback');
  expect(refused).toMatchObject({ exit: 3, stderr: expect.stringContaining('src/old/a.py') });
  expect(refused.stderr).not.toContain('__pycache__');
  expect((await migrate('rollback', '--force')).exit).toBe(0);
  expect(existsSync(join(root, 'src/old/__pycache__'))).toBe(false);
});

test('a module that no backup holds is told', async () => {
  await backup('core');
  expect(await migrate('rollback', '--module', 'cli')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[MODULE_UNKNOWN]: no backup holds cli') });
});

test('the report goes through the six steps', async () => {
  const id = await backup();
  writeFileSync(join(root, 'src/old/a.py'), 'changed');
  const { report, safety_point: safety } = json(await migrate('rollback', '--force', '--reason', 'wrong *totals*', '--json'));
  const text = readFileSync(join(root, report), 'utf8');
  expect(text.match(/^## .*/gm)).toEqual(['## 1. Halt', '## 2. Rollback point', '## 3. Go back', '## 4. Restore from the backup', '## 5. Verify', '## 6. What to look at next']);
  for (const told of [id, safety ?? '', 'Why: wrong \\*totals\\*', '- `src/old/a.py`', '- PASS `']) expect(text).toContain(told);
});

test('hard links within the modules are made again', async () => {
  linkSync(join(root, 'src/old/a.py'), join(root, 'src/old/same.py'));
  await backup();
  rmSync(join(root, 'src/old/same.py'));
  writeFileSync(join(root, 'src/old/same.py'), 'a');
  expect((await migrate('rollback', '--force')).exit).toBe(0);
  expect(statSync(join(root, 'src/old/same.py')).ino).toBe(statSync(join(root, 'src/old/a.py')).ino);
});

test('a folder on the way that became a link is refused, and nothing outside is written', async () => {
  await backup();
  const outside = await makeFolder();
  rmSync(join(root, 'src'), { recursive: true });
  symlinkSync(outside, join(root, 'src'));
  const ran = await migrate('rollback', '--force');
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[PATH_OUTSIDE]') });
  expect(readdirSync(outside)).toEqual([]);
});

test('a socket or pipe in the way is never removed', async () => {
  const { execa } = await import('execa');
  await backup();
  rmSync(join(root, 'src/old/a.py'));
  await execa('mkfifo', [join(root, 'src/old/a.py')]);
  const ran = await migrate('rollback', '--force');
  expect(ran).toMatchObject({ exit: 3, stderr: expect.stringContaining('no plain file src/old/a.py') });
});

test('without a backup there is nothing to go back to', async () => {
  expect(await migrate('rollback')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[ID_UNKNOWN]: there is no backup yet') });
});

test('the latest backup is the same for every command: never a safety point', async () => {
  const id = await backup();
  changeEverything();
  const { safety_point: safety } = json(await migrate('rollback', '--force', '--json'));
  expect(json(await migrate('backups', 'show', 'latest', '--json')).id).toBe(id);
  expect(json(await migrate('backups', 'latest', '--json')).backups).toEqual([expect.objectContaining({ id })]);
  expect(json(await migrate('backups', '--verify', safety, 'latest', '--json')).backups.map((each: { id: string }) => each.id)).toEqual([id, safety]);
});

test('history tells what was done, filtered', async () => {
  await backup('-m', 'one');
  writeFileSync(join(root, 'src/cli.py'), 'changed');
  await migrate('rollback', '--force', '--module', 'cli', '--reason', 'why not');
  const kinds = async (...args: string[]): Promise<string[]> => json(await migrate('history', '--json', ...args)).lines.map(({ kind }: { kind: string }) => kind);
  expect(await kinds()).toEqual(['backup', 'backup', 'rollback']);
  expect(await kinds('--kind', 'rollback')).toEqual(['rollback']);
  expect(await kinds('--module', 'core')).toEqual(['backup']);
  expect(await kinds('--last', '2')).toEqual(['backup', 'rollback']);
  expect(await kinds('--since', '2999-01-01')).toEqual([]);
  expect((await migrate('history', '--kind', 'prune')).stdout).toBe('nothing of that was done');
  expect(await migrate('history', '--module', 'coer')).toMatchObject({ exit: 2, stderr: 'error[MODULE_UNKNOWN]: there is no module "coer"\nhint: did you mean "core"?' });
  expect(await migrate('history', '--since', 'soon')).toMatchObject({ exit: 2 });
  expect((await migrate('history')).stdout).toContain('why not');
});

test('an older backup that can not be read is no obstacle, the newest is, with what to do', async () => {
  const [older, newest] = [await backup(), await backup()];
  chmodSync(join(root, 'backups', older), 0o755);
  rmSync(join(root, 'backups', older, 'meta'), { recursive: true });
  changeEverything();
  expect(json(await migrate('rollback', '--dry-run', '--json'))).toMatchObject({ point: newest });
  rmSync(join(root, 'backups', newest, 'meta'), { recursive: true });
  const refused = await migrate('rollback', '--force', '--json');
  expect(refused.exit).toBe(1);
  expect(json(refused).error).toMatchObject({ code: 'BACKUP_DAMAGED', hint: expect.stringContaining('name another backup') });
});

test('a backup is never restored into a backup', async () => {
  const bag = join(root, 'backups', await backup());
  for (const to of [bag, join(bag, 'data/src/more')]) {
    const refused = await migrate('rollback', '--from', bag, '--to', to, '--json');
    expect(refused.exit).toBe(2);
    expect(json(refused).error).toMatchObject({ code: 'TARGET_UNUSABLE', message: `${to} lies in a backup, which nothing may be added to` });
  }
  expect((await migrate('backups', '--verify')).exit).toBe(0);
});

test('what lies in the place of our records is named, and told to be moved away', async () => {
  mkdirSync(join(root, '.cutover/lock'), { recursive: true });
  const refused = json(await migrate('backup', '--json')).error;
  expect(refused).toMatchObject({ code: 'DISK_ERROR', where: join(root, '.cutover/lock'), hint: 'a folder lies where a file is needed: move it away, then run the command again' });
});

test('what a file manager leaves beside our records is no change that was interrupted', async () => {
  await backup();
  mkdirSync(join(root, '.cutover/done'));
  for (const folder of ['.cutover/tx', '.cutover/done', 'backups']) writeFileSync(join(root, folder, '.DS_Store'), '');
  expect(json(await migrate('recover', '--json'))).toEqual({ schema_version: 1, recovered: [] });
  changeEverything();
  expect((await migrate('rollback', '--force')).exit).toBe(0);
  expect(existsSync(join(root, '.cutover/tx/.DS_Store'))).toBe(true);
});

test('nothing was interrupted', async () => {
  expect(json(await migrate('recover', '--json'))).toEqual({ schema_version: 1, recovered: [] });
  expect(await migrate('rollback', '--abort')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[NOTHING_TO_ABORT]') });
});

test('a newer backup that is damaged does not keep anybody from an older one; what it alone recorded is drift', async () => {
  const whole = await backup();
  writeFileSync(join(root, 'src/cli.py'), 'newer');
  const damaged = await backup();
  const entries = join(root, 'backups', damaged, 'meta/entries.jsonl');
  chmodSync(entries, 0o644);
  writeFileSync(entries, 'x\n');
  const itself = await migrate('rollback', damaged, '--force');
  expect(itself).toMatchObject({ exit: 1, stderr: expect.stringContaining(`error[BACKUP_DAMAGED]: backup ${damaged} can't be read: line 1 of meta/entries.jsonl is not an entry`) });
  expect(itself.stderr).toContain('hint: name another backup');
  const refused = await migrate('rollback', whole);
  expect(refused).toMatchObject({ exit: 3, stderr: expect.stringContaining(`warning: backup ${damaged} can't be read`) });
  expect(refused.stderr).toContain('error[DRIFT]');
  expect((await migrate('rollback', whole, '--force')).exit).toBe(0);
  expect(readFileSync(join(root, 'src/cli.py'), 'utf8')).toBe('cli');
});
