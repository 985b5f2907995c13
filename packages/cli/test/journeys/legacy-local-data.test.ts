import { readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cutover, makeFolder } from '../program.ts';

const adapter = fileURLToPath(new URL('../../../legacy-compat/dist/index.js', import.meta.url));
const each = 40;

/** Adds `each` entries to one script and to one of its own, and removes every fourth of them, as quickly as it can. */
const writer = `
import { LocalDataManager, specifyLocalData } from ${JSON.stringify(adapter)};
const manager = new LocalDataManager('workspace');
const me = process.argv[2];
for (let n = 0; n < ${each}; n++) {
  await manager.addDataForScript('both', me + n, 'rows.csv');
  if (n % 4 === 0) await manager.removeDataForScript('both', me + n);
  if (n % 10 === 0) await specifyLocalData('workspace', 'both');
}
await specifyLocalData('workspace', 'both');
`;

test('two programs that change the manifest at once lose nothing of each other, and no comment', async () => {
  const manifest = '# ours\nscripts:\n  # by hand\n  mine: { x: { path: mine/x.csv } }\n';
  const folder = await makeFolder({ 'writer.mjs': writer, 'rows.csv': 'id\n1\n', 'workspace/local_data/data_manifest.yaml': manifest });
  const ran = await Promise.all(['a', 'b'].map((name) => execa(process.execPath, ['writer.mjs', name], { cwd: folder, reject: false })));
  expect(ran.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([[0, ''], [0, '']]);

  const text = await readFile(join(folder, 'workspace/local_data/data_manifest.yaml'), 'utf8');
  expect(text.startsWith('# ours\nscripts:\n  both:\n')).toBe(true);
  expect(text.endsWith('\n  # by hand\n  mine: { x: { path: mine/x.csv } }\n')).toBe(true);
  const wanted = ['a', 'b'].flatMap((name) => Array.from({ length: each }, (_, n) => `${name}${n}`)).filter((key) => Number(key.slice(1)) % 4 !== 0);
  const { both } = (parse(text) as { scripts: Record<string, Record<string, { path: string }>> }).scripts;
  expect(Object.keys(both).sort()).toEqual(wanted.sort());
  const paths = Object.values(both).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect((await readdir(join(folder, 'workspace/local_data/both'))).map((name) => `both/${name}`).sort()).toEqual(paths.sort());
  const { input_paths: inputs } = parse(await readFile(join(folder, 'workspace/both.spec.yaml'), 'utf8')) as { input_paths: Record<string, string> };
  expect(Object.keys(inputs).sort()).toEqual([...wanted, 'input'].sort());
  expect((await readdir(join(folder, 'workspace/local_data'))).sort()).toEqual(['both', 'data_manifest.yaml']);
});

test('a lock that a dead program left is taken over', async () => {
  const folder = await makeFolder({ 'rows.csv': 'id\n1\n' });
  const died = await execa(process.execPath, ['-e', 'process.stdout.write(JSON.stringify({ pid: process.pid, host: require("node:os").hostname() }))']);
  const call = ['legacy', 'add-local-data', 'a', 'rows.csv', '--workspace-dir', 'w'];
  await cutover(call, { cwd: folder });
  await writeFile(join(folder, 'w/local_data/data_manifest.yaml.lock'), died.stdout);
  expect(await cutover([...call, '--no-deprecation'], { cwd: folder })).toMatchObject({ exit: 0, stderr: '' });
  expect((await readdir(join(folder, 'w/local_data'))).sort()).toEqual(['a', 'data_manifest.yaml']);
});

test('files of one name are all kept, and one that is there is not overwritten', async () => {
  const folder = await makeFolder({ 'here/x.csv': '1', 'there/x.csv': '2', 'w/local_data/a/x.csv': 'by hand' });
  const add = (...files: string[]) => cutover(['legacy', 'add-local-data', 'a', ...files, '--workspace-dir', 'w', '--no-deprecation'], { cwd: folder });
  expect(await add('here/x.csv', 'there/x.csv')).toMatchObject({ exit: 0 });
  const content = async (name: string) => readFile(join(folder, 'w/local_data/a', name), 'utf8');
  expect([await content('x.csv'), await content('x_2.csv'), await content('x_3.csv')]).toEqual(['by hand', '1', '2']);
  await writeFile(join(folder, 'here/x.csv'), '3');
  await add('here/x.csv', 'there/x.csv');
  expect([await content('x.csv'), await content('x_2.csv'), await content('x_3.csv')]).toEqual(['by hand', '3', '2']);
  expect((await readdir(join(folder, 'w/local_data/a'))).sort()).toEqual(['x.csv', 'x_2.csv', 'x_3.csv']);
  expect(await add('w/local_data/a/x.csv')).toMatchObject({ exit: 0 });
  expect((await cutover(['legacy', 'list-local-data', '--workspace-dir', 'w', '--json'], { cwd: folder })).stdout).toContain('"path": "a/x.csv"');
});

test('a folder that is a link out of the local data is neither written to nor emptied', async () => {
  const manifest = 'scripts:\n  a: { x: { path: a/mine.csv } }\n';
  const folder = await makeFolder({ 'x.csv': '1', 'elsewhere/mine.csv': '2', 'w/local_data/data_manifest.yaml': manifest });
  await symlink('../../elsewhere', join(folder, 'w/local_data/a'));
  const legacy = (...args: string[]) => cutover(['legacy', ...args, '--workspace-dir', 'w', '--no-deprecation'], { cwd: folder });
  expect(await legacy('add-local-data', 'a', 'x.csv')).toMatchObject({ exit: 1, stderr: expect.stringContaining('by a link') as string });
  expect((await legacy('remove-local-data', 'a', '--yes')).exit).toBe(0);
  expect(await legacy('add-local-data', '__proto__', 'x.csv')).toMatchObject({ exit: 1, stderr: 'Error: nothing can be called __proto__' });
  expect(await readdir(join(folder, 'elsewhere'))).toEqual(['mine.csv']);
});
