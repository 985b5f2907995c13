/** What a run left at its declared places. */

import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
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

test('missingInputs names what is not there', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'there'), '');
  expect(missingInputs({ a: join(folder, 'there'), b: join(folder, 'gone') })).toEqual([join(folder, 'gone')]);
});
