import { chmodSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree } from '../tree.ts';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/backups.md', import.meta.url)), 'utf8');
const procedure = /```sh\n(.*?)```/s.exec(page)?.[1] ?? '';

async function makeBackup(): Promise<{ root: string; bag: string; tree: Record<string, string> }> {
  const root = await makeFolder();
  makeTree(root, {
    'cutover.config.yaml': 'modules:\n  core: { legacy: [src] }\n',
    'src/a.py': 'a',
    'src/run me.sh': ['b', 0o755],
    'src/-rf': 'c',
    "src/quo'te $(x) %41": 'd',
    'src/line\nbreak': 'e',
    'src/back\\slash': 'f',
    'src/ edge ': 'g',
    'src/dangling': '->no/where',
    'src/empty/': '',
    'src/closed/deep/file': 'h',
    'src/closed/file': 'i',
  });
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'src/')), Buffer.from('not\xff', 'latin1')]), 'i');
  linkSync(join(root, 'src/a.py'), join(root, 'src/same.py'));
  chmodSync(join(root, 'src/closed'), 0o555);
  const { path } = json(await cutover(['migrate', 'backup', '--json'], { cwd: root }));
  return { root, bag: join(root, path), tree: listTree(root, ['.cutover', 'backups', 'cutover.config.yaml']) };
}

test('the procedure by hand restores everything, as it is written', async () => {
  const { bag, tree } = await makeBackup();
  const target = join(await makeFolder(), 'new');
  const lines = procedure.split('\n');
  expect(lines.slice(0, 2).map((line) => line.split('=')[0])).toEqual(['BACKUP', 'TARGET']);
  const script = [`BACKUP='${bag}'`, `TARGET='${target}'`, ...lines.slice(2)].join('\n');
  const ran = await execa('sh', ['-eu', '-c', script], { cwd: await makeFolder() });
  expect(ran.stdout.split('\n').filter((line) => !line.endsWith(': OK'))).toEqual([`restored to ${target}`]);
  const { 'src/': _, ...restored } = listTree(target);
  const { 'src/': __, ...expected } = tree;
  expect(restored).toEqual(expected);
  expect(statSync(join(target, 'src/same.py')).ino).toBe(statSync(join(target, 'src/a.py')).ino);
});

test('a damaged backup is refused by restore.sh, and nothing is written', async () => {
  const { bag } = await makeBackup();
  chmodSync(join(bag, 'data/src/a.py'), 0o644);
  writeFileSync(join(bag, 'data/src/a.py'), 'x');
  const target = join(await makeFolder(), 'new');
  const ran = await execa('sh', [join(bag, 'restore.sh'), target], { reject: false });
  expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the backup is damaged: nothing was restored') });
  expect(listTree(target)).toEqual({});
});

test('the program restores a bag without configuration or ledger', async () => {
  const { bag, tree } = await makeBackup();
  const elsewhere = await makeFolder();
  const ran = await cutover(['migrate', 'rollback', '--from', bag, '--to', 'new', '--json'], { cwd: elsewhere });
  expect(ran.exit, ran.stderr).toBe(0);
  expect(json(ran)).toMatchObject({ verified: true, safety_point: null, to: join(elsewhere, 'new') });
  const { 'src/': _, ...restored } = listTree(join(elsewhere, 'new'));
  const { 'src/': __, ...expected } = tree;
  expect(restored).toEqual(expected);
  const again = await cutover(['migrate', 'rollback', '--from', bag, '--to', 'new'], { cwd: elsewhere });
  expect(again).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[TARGET_UNUSABLE]') });
  // What a restore that was killed leaves; and the closed folder is there already.
  writeFileSync(join(elsewhere, `new/.cutover-restore-${basename(bag)}`), 'half a fi');
  expect((await cutover(['migrate', 'rollback', '--from', bag, '--to', 'new', '--force'], { cwd: elsewhere })).exit).toBe(0);
  expect({ ...listTree(join(elsewhere, 'new')), 'src/': '' }).toEqual({ ...restored, 'src/': '' });
  expect((await cutover(['migrate', 'rollback', '--from', bag], { cwd: elsewhere })).exit).toBe(2);
  expect((await cutover(['migrate', 'rollback', '--from', elsewhere, '--to', 'x'], { cwd: elsewhere })).exit).not.toBe(0);
});
