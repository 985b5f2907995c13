/** What a run left at its declared places. */

import { mkdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookAtOutputs, missingInputs, prepareOutputs } from '../../src/edges/outputs.ts';
import { temporaryFolder } from '../workspace.ts';

describe('prepareOutputs', () => {
  test('makes a folder for a place without an ending, and only the parent of a file', async () => {
    const folder = await temporaryFolder();
    prepareOutputs({ a: join(folder, 'x/a'), b: join(folder, 'y/b.csv'), c: join(folder, 'z/c') }, new Set(['c']));
    expect((await stat(join(folder, 'x/a'))).isDirectory()).toBe(true);
    expect((await stat(join(folder, 'y'))).isDirectory()).toBe(true);
    await expect(stat(join(folder, 'y/b.csv'))).rejects.toThrow('ENOENT');
    await expect(stat(join(folder, 'z/c'))).rejects.toThrow('ENOENT');
  });

  test('tells which places can not be made, and makes the others', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'data of an earlier version');
    const blocked = prepareOutputs({ a: join(folder, 'a'), b: join(folder, 'a/b/c.csv'), c: join(folder, 'c') }, new Set());
    expect(blocked).toEqual(['a', 'a/b/c.csv'].map((place, i) => `${'ab'[i]} (${join(folder, place)}): there is a file where a folder is to be`));
    expect((await stat(join(folder, 'c'))).isDirectory()).toBe(true);
  });
});

describe('lookAtOutputs', () => {
  test('tells written, empty, missing, and what an earlier run left', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'full/train'), { recursive: true });
    await writeFile(join(folder, 'full/train/data.csv'), 'x');
    await mkdir(join(folder, 'bare'));
    await writeFile(join(folder, 'empty.csv'), '');
    await writeFile(join(folder, 'old.csv'), 'x');
    await utimes(join(folder, 'old.csv'), 1, 1);
    const paths = Object.fromEntries(['full', 'bare', 'empty.csv', 'old.csv', 'gone'].map((name) => [name, join(folder, name)]));
    const states = lookAtOutputs(paths, Date.now() - 60_000).map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ['full', 'written'],
      ['bare', 'missing'],
      ['empty.csv', 'empty'],
      ['old.csv', 'missing'],
      ['gone', 'missing'],
    ]);
  });
});

test('missingInputs names what is not there, or can not be reached', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'there'), '');
  await symlink('circle', join(folder, 'circle'));
  expect(missingInputs({ a: join(folder, 'there'), b: join(folder, 'gone'), c: join(folder, 'circle') })).toEqual([join(folder, 'gone'), join(folder, 'circle')]);
});
