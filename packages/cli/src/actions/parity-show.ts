/** Shows a past parity run. */

import { dirname } from 'node:path';
import { showParity } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { findConfig } from '../config-finder.ts';
import { reportParity, type ReportOptions } from '../reporters/report.ts';

const show: Action<ReportOptions, [string, string | undefined]> = async (session, options, run, glob) => {
  // A run of the one-line form has no configuration, and needs none to be shown.
  const file = findConfig(session.cwd, session.globals.config);
  const { report, folder } = await showParity(file === undefined ? session.cwd : dirname(file), run, glob);
  return { ...(await reportParity(session, report, folder, { ...options, whole: glob !== undefined })), exit: 0 };
};

export default show;
