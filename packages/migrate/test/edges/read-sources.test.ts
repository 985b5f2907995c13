import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listProjectFiles, type Unread } from '../../src/edges/project-files.ts';
import { readSources } from '../../src/edges/read-sources.ts';
import { plan } from '../../src/plan.ts';
import { configSchema } from '../../src/domain/config.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();

test('a folder or file that can\'t be read is told, never passed over', async () => {
  const told: Unread[] = [];
  expect(await listProjectFiles(join(folder(), 'gone'), (unread) => told.push(unread))).toEqual([]);
  expect(told).toEqual([{ path: '', reason: expect.stringContaining('no such') as string }]);
  const { unread } = await readSources({ root: folder(), python: undefined, env: process.env, signal: new AbortController().signal }, ['Makefile']);
  expect(unread).toEqual([{ path: 'Makefile', reason: expect.stringContaining('no such file') as string }]);
});

/** Whether rights hold for this process at all. */
function isBoundByRights(): boolean {
  const file = join(mkdtempSync(join(tmpdir(), 'cutover-rights-')), 'locked');
  writeFileSync(file, '', { mode: 0 });
  try {
    return readFileSync(file).length > 0;
  } catch {
    return true;
  } finally {
    rmSync(dirname(file), { recursive: true });
  }
}

test.runIf(isBoundByRights())('what is locked away is a warning of the plan, since it may depend on the legacy', async () => {
  const root = folder();
  for (const path of ['old', 'locked']) mkdirSync(join(root, path));
  for (const path of ['old/a.py', 'old/b.py', 'locked/c.py', 'Makefile']) writeFileSync(join(root, path), 'import old.a\n');
  chmodSync(join(root, 'locked'), 0);
  chmodSync(join(root, 'Makefile'), 0);
  chmodSync(join(root, 'old/b.py'), 0);
  const { warnings } = await plan({ root, config: configSchema.parse({ modules: { a: { legacy: ['old'] } } }), env: process.env, signal: new AbortController().signal });
  chmodSync(join(root, 'locked'), 0o700);
  expect(warnings).toEqual(['old/b.py', 'locked', 'Makefile'].map((file) => ({ file, line: null, message: 'permission denied' })));
});
