import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Case } from '../../src/domain/case.ts';
import { prepareSandbox, type Sandbox } from '../../src/edges/sandbox.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const plain: Case = { id: 'a', fields: {}, files: [], fixture: undefined, where: 'here' };

describe('each run gets a new sandbox, whatever the last one did to its own', () => {
  const untidy: Record<string, (last: Sandbox) => Promise<unknown>> = {
    nothing: async () => undefined,
    'a file in the work folder': ({ work }) => writeFile(join(work, 'left'), ''),
    'a file in HOME': ({ home }) => writeFile(join(home, '.cache'), ''),
    'a folder in TMPDIR': ({ temp }) => mkdir(join(temp, 'left')),
    'a file beside them': ({ base }) => writeFile(join(base, 'left'), ''),
    'no work folder': ({ work }) => rm(work, { recursive: true }),
    'a link in the place of HOME': async ({ home, base }) => {
      await rm(home, { recursive: true });
      await symlink(base, home);
    },
    'a TMPDIR that can not be written': ({ temp }) => chmod(temp, 0o500),
    'an unreadable folder in an unwritable one': async ({ work }) => {
      await mkdir(join(work, 'a/b'), { recursive: true });
      await chmod(join(work, 'a/b'), 0);
      await chmod(join(work, 'a'), 0o500);
    },
  };

  test.each(Object.entries(untidy))('%s left behind', async (_, leave) => {
    const base = join(temporaryFolder(), '0');
    const first = await prepareSandbox(base, plain, '/');
    await leave(first);
    const second = await prepareSandbox(base, plain, '/');
    expect(second).toEqual(first);
    expect((await readdir(base)).sort((a, b) => (a < b ? -1 : 1))).toEqual(['home', 'tmp', 'work']);
    for (const folder of [second.work, second.home, second.temp]) {
      expect(await readdir(folder)).toEqual([]);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  test('the work folder is another one, so that what still stands in the old can not reach it', async () => {
    const base = join(temporaryFolder(), '0');
    const before = await stat((await prepareSandbox(base, plain, '/')).work);
    const after = await stat((await prepareSandbox(base, plain, '/')).work);
    expect(after.ino).not.toBe(before.ino);
  });
});
