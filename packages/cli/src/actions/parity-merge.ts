/** Joins the shards of a parity run. */

import { resolve } from 'node:path';
import { mergeParity } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { judgeRequest, parityConfig, tellDiskError } from '../parity-session.ts';
import { reportParity, type ReportOptions } from '../reporters/report.ts';

const merge: Action<ReportOptions, [string[]]> = async (session, options, folders) => {
  const loaded = await parityConfig(session);
  const { report, folder } = await mergeParity(judgeRequest(session, loaded, options), folders.map((each) => resolve(session.cwd, each))).catch(tellDiskError);
  return reportParity(session, report, folder, options);
};

export default merge;
