/** Writes the results of a test as JUnit XML where `--junit` asks for it. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { JunitTest } from './reporters/junit-document.ts';
import type { Session } from './session.ts';

/** `file` as the option names it; nothing is written without it. */
export async function writeJunit(session: Session, file: string | undefined, suite: string, tests: readonly JunitTest[]): Promise<void> {
  if (file === undefined) return;
  const { junitDocument } = await import('./reporters/junit-document.ts');
  const path = resolve(session.cwd, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, junitDocument(suite, tests));
}
