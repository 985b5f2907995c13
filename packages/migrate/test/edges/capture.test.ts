import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../src/domain/outcome.ts';
import { listFiles, storeFiles } from '../../src/edges/capture.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const inLatin1 = (folder: string, name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
const kinds = (files: Record<string, FileEntry>) => Object.fromEntries(Object.entries(files).map(([path, { kind }]) => [path, kind]));

describe.runIf(process.platform === 'linux')('names that are no UTF-8', () => {
  test('are told with their bytes escaped, and their files and folders are read and kept as any other', async () => {
    const work = temporaryFolder();
    await writeFile(inLatin1(work, 'caf\u00e9.txt'), 'one');
    await writeFile(inLatin1(work, 'caf\u00e8.txt'), 'two');
    await mkdir(inLatin1(work, 'd\u00e9'));
    await writeFile(inLatin1(work, 'd\u00e9/x'), 'three');
    await writeFile(join(work, 'caf\\xe9.txt'), 'another file of that very name');
    const files = await listFiles(work, ['**']);
    expect(kinds(files)).toEqual({ 'caf\\xe8.txt': 'file', 'caf\\xe9.txt': 'file', 'caf\\xe9.txt\\': 'file', 'd\\xe9': 'folder', 'd\\xe9/x': 'file' });
    const store = temporaryFolder();
    const stored = await storeFiles(files, new Set(Object.keys(files)), work, store, 'legacy');
    const contents = await Promise.all(Object.values(stored).map(async (entry) => (entry.kind === 'file' ? readFile(join(store, entry.stored!), 'utf8') : undefined)));
    expect(contents).toEqual(['two', 'another file of that very name', 'one', undefined, 'three']);
  });

  test('may be as long as any, and so may the targets of links', async () => {
    const work = temporaryFolder();
    await writeFile(inLatin1(work, '\u00e9'.repeat(255)), '');
    await symlink(inLatin1('..', '\u00ff'), join(work, 'link'));
    const files = await listFiles(work, ['**']);
    expect(files['link']).toEqual({ kind: 'link', target: '../\\xff' });
    expect(Object.keys(files)[0]).toMatch(/^(\\xe9){50}-[0-9a-f]{12}$/);
  });
});

describe('a work folder that is not what it was', () => {
  const spoil: Record<string, [(work: string) => Promise<unknown>, FileEntry]> = {
    'a link to elsewhere': [(work) => symlink('/etc', work), { kind: 'link', target: '/etc' }],
    nothing: [async () => undefined, { kind: 'other' }],
    'a file': [(work) => writeFile(work, 'x'), { kind: 'other' }],
  };
  test.each(Object.entries(spoil))('%s is told, and nothing is read through it', async (_, [put, expected]) => {
    const work = join(temporaryFolder(), 'work');
    await put(work);
    expect(await listFiles(work, ['**'])).toEqual({ '.': expected });
  });

  test('one that may not be read is read all the same', async () => {
    const work = join(temporaryFolder(), 'work');
    await mkdir(work);
    await writeFile(join(work, 'x'), '');
    await chmod(work, 0);
    expect(kinds(await listFiles(work, ['**']))).toEqual({ x: 'file' });
    await rm(work, { recursive: true });
  });
});
