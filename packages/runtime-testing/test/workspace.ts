/** A workspace of its own for each test, and the options that tests vary. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { TestOptions } from '../src/index.ts';

/** A folder of the fixtures beside this file, absolute. */
export function fixtures(theme: string): string {
  return fileURLToPath(new URL(`./fixtures/${theme}`, import.meta.url));
}

/** A temporary folder whose name has a space and a letter that is not ASCII; removed after the tests. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover tést-'));
  made.push(folder);
  return folder;
}

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Options as the command line gives them, with the scripts of one theme. */
export async function testOptions(theme: string, changes: Partial<TestOptions> = {}): Promise<TestOptions> {
  const folder = await temporaryFolder();
  return {
    cwd: folder,
    workspace: join(folder, 'workspace'),
    scriptDirs: [fixtures(theme)],
    env: process.env,
    timeoutMs: 20_000,
    jobs: 2,
    isolation: 'process',
    deny: [],
    entry: 'main',
    importOnly: false,
    bail: false,
    ...changes,
  };
}
