import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { specifyLocalData } from '../src/local-data-specification.ts';
import { LocalDataManager } from '../src/local-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function workspace(manifest?: string) {
  const folder = await temporaryFolder();
  const data = join(folder, 'local_data');
  if (manifest !== undefined) {
    await mkdir(join(data, 'a'), { recursive: true });
    await writeFile(join(data, 'data_manifest.yaml'), manifest);
    await writeFile(join(data, 'a/x.csv'), 'id\n1\n');
  }
  return { folder, data, manager: new LocalDataManager(folder) };
}
const manifest = 'version: "1.0"\nscripts:\n  a:\n    x: {path: a/x.csv, format: csv}\n    y: {path: a/gone.json}\n';

describe('LocalDataManager', () => {
  it('creates nothing by looking', async () => {
    const { folder, manager } = await workspace();
    expect(await manager.listAllScripts()).toEqual([]);
    expect(await manager.getDataForScript('a')).toBeUndefined();
    expect(await manager.removeDataForScript('a')).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives existing files, lists missing ones, and copies the existing', async () => {
    const { folder, data, manager } = await workspace(manifest);
    expect(await manager.getDataForScript('a')).toEqual({ x: join(data, 'a/x.csv') });
    expect(Object.entries(await manager.listDataForScript('a')).map(([key, { exists }]) => [key, exists])).toEqual([['x', true], ['y', false]]);
    expect(await manager.prepareDataForExecution('a', join(folder, 'inputs'))).toEqual({ x: join(folder, 'inputs/x.csv') });
    expect(await readFile(join(folder, 'inputs/x.csv'), 'utf8')).toBe('id\n1\n');
  });

  it('adds and removes, keeping what others put into the manifest', async () => {
    const { folder, data, manager } = await workspace(`${manifest}owner: Ana\nworkspace_scripts:\n  "dev:b": {z: {path: a/x.csv}}\n`);
    await writeFile(join(folder, 'n.PKL'), 'x');
    await manager.addDataForScript('c', 'n', join(folder, 'n.PKL'));
    expect((await manager.listDataForScript('c'))['n']).toMatchObject({ path: 'c/n.PKL', format: 'pickle', description: 'Local data file for c', exists: true });
    expect(await manager.removeDataForScript('a', 'x')).toBe(true);
    expect(await readdir(join(data, 'a'))).toEqual(['x.csv']);
    expect(await manager.removeDataForScript('dev:b')).toBe(true);
    expect(await readdir(join(data, 'a'))).toEqual([]);
    expect(await readFile(join(data, 'data_manifest.yaml'), 'utf8')).toContain('owner: Ana');
  });

  it.each([
    ['scripts:\n  a:\n    x: {path: ../../etc/passwd}\n', '../../etc/passwd leads out of'],
    ['scripts:\n  a:\n    x: {path: /etc/passwd}\n', '/etc/passwd leads out of'],
    ['scripts: [a]\n', 'scripts'],
    ['scripts:\n  a:\n    x: {format: csv}\n', 'path'],
    ['scripts: {a: [', 'is not valid YAML'],
  ])('refuses a manifest that is none: %j', async (text, message) => {
    const { manager } = await workspace(text);
    await expect(manager.listDataForScript('a')).rejects.toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining(message) as string });
  });

  it('refuses to put a file outside, or one that is not there', async () => {
    const { folder, manager } = await workspace(manifest);
    await expect(manager.addDataForScript('../../evil', 'x', join(folder, 'local_data/a/x.csv'))).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    await expect(manager.addDataForScript('a', 'z', join(folder, 'gone.csv'))).rejects.toMatchObject({ code: 'LEGACY_FAILED', message: expect.stringContaining('no such file') as string });
  });
});

describe('local data as a specification', () => {
  it('is written once and then stays as it is', async () => {
    const { folder } = await workspace(manifest);
    const file = await specifyLocalData(folder, 'a');
    const text = await readFile(file!, 'utf8');
    expect(text).toBe(
      '# What a is tested with: made from the local data manifest, yours to edit.\n\ninput_paths:\n  x: local_data/a/x.csv\n  y: local_data/a/gone.json\n  input: local_data/a\noutput_paths:\n  output: outputs/a\n',
    );
    await specifyLocalData(folder, 'a');
    expect(await readFile(file!, 'utf8')).toBe(text);
  });

  it('keeps what the user wrote, and drops inputs that left the manifest', async () => {
    const { folder, manager } = await workspace(manifest);
    const file = join(folder, 'a.spec.yaml');
    await writeFile(file, '# mine\ninput_paths:\n  input: data # my own folder\n  x: local_data/a/x.csv\n  z: elsewhere/z.csv\ntimeout: 5\n');
    await specifyLocalData(folder, 'a');
    await manager.removeDataForScript('a', 'x');
    await specifyLocalData(folder, 'a');
    expect(await readFile(file, 'utf8')).toBe(
      '# mine\ninput_paths:\n  input: data # my own folder\n  z: elsewhere/z.csv\n  y: local_data/a/gone.json\ntimeout: 5\noutput_paths:\n  output: outputs/a\n',
    );
  });

  it('is not made where there is nothing, and never from a broken one', async () => {
    const { folder } = await workspace(manifest);
    expect(await specifyLocalData(folder, 'unknown')).toBeUndefined();
    await writeFile(join(folder, 'a.spec.yaml'), 'input_paths: [');
    await expect(specifyLocalData(folder, 'a')).rejects.toMatchObject({ code: 'LEGACY_FAILED' });
    expect(await readFile(join(folder, 'a.spec.yaml'), 'utf8')).toBe('input_paths: [');
  });
});
