/** Writes a report where it was asked for. */

import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, reasonOf } from '@cutover/runtime-testing';
import { cliError } from '../errors.ts';

/** Writes `text` to `file`, whose folder is made where it is missing. Throws REPORT_UNWRITABLE. */
export async function writeReportFile(file: string, text: string): Promise<void> {
  try {
    makeFolder(dirname(file));
    await writeFile(file, text);
  } catch (cause) {
    throw cliError('REPORT_UNWRITABLE', { message: `can't write the report to ${file}: ${reasonOf(cause)}`, where: file, cause });
  }
}
