import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitState } from '../../src/edges/git.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();

test('a git that gives no answer is not waited for, even when what it started holds on to its output', async () => {
  const root = folder();
  writeFileSync(join(root, 'git'), '#!/bin/sh\nsleep 5 &\nwait\n');
  chmodSync(join(root, 'git'), 0o755);
  let told = 0;
  const started = performance.now();
  expect(await gitState(root, { PATH: `${root}:${process.env['PATH']}` }, { timeoutMs: 300, onTimeout: () => told++ })).toBeNull();
  expect(performance.now() - started).toBeLessThan(3000);
  expect(told).toBe(1);
});
