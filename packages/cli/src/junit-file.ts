/** Writes the results of a test as JUnit XML where `--junit` asks for it. */

import { resolve } from 'node:path';
import type { JunitTest } from './reporters/junit-document.ts';
import { writeReportFile } from './reporters/report-file.ts';
import type { Session } from './session.ts';

/** `file` as the option names it; nothing is written without it. Throws REPORT_UNWRITABLE. */
export async function writeJunit(session: Session, file: string | undefined, suite: string, tests: readonly JunitTest[]): Promise<void> {
  if (file === undefined) return;
  const { junitDocument } = await import('./reporters/junit-document.ts');
  await writeReportFile(resolve(session.cwd, file), junitDocument(suite, tests));
}
