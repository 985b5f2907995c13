/** Judges a past parity run again. */

import { judgeParity } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { judgeRequest, parityConfig, tellDiskError } from '../parity-session.ts';
import { reportParity, type ReportOptions } from '../reporters/report.ts';

const judge: Action<ReportOptions, [string]> = async (session, options, run) => {
  const loaded = await parityConfig(session);
  const { report, folder } = await judgeParity(judgeRequest(session, loaded, options), run).catch(tellDiskError);
  return reportParity(session, report, folder, options);
};

export default judge;
