/** Runs the side-by-side comparison and tells its result. */

import { availableParallelism, tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runParity } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { judgeRequest, parityConfig, tellDiskError } from '../parity-session.ts';
import { reportParity, type ReportOptions } from '../reporters/report.ts';
import { tellProgress } from '../terminal/progress.ts';
import { configFromLine, type LineOptions } from './parity-line.ts';

interface Options extends LineOptions, ReportOptions {
  case: string[];
  onlyFailed?: boolean;
  jobs?: number;
  repeat: number;
  noise: 'auto' | 'full' | 'off';
  record?: string;
  against?: string;
  shard?: { index: number; count: number };
  resume?: boolean;
}

const parity: Action<Options, []> = async (session, options) => {
  const oneLine = options.legacy !== undefined || options.candidate !== undefined;
  const loaded = oneLine ? { ...(await configFromLine(session, options)), file: undefined } : await parityConfig(session);
  // Starting a process copies the tables of this one's memory: kept small, each of the many starts is cheaper. Not before all is
  // loaded: what V8 compiled with other flags it does not take.
  setFlagsFromString('--semi-space-growth-factor=1');
  const cases = tellProgress(session, 'cases');
  const pairs = tellProgress(session, 'timed pairs');
  const { report, folder } = await runParity({
    ...judgeRequest(session, loaded, options),
    label: loaded.label,
    env: session.env,
    self: loaded.file === undefined ? session.self : [...session.self, '--config', loaded.file],
    tempDir: tmpdir(),
    only: options.case,
    shard: options.shard,
    onlyFailed: options.onlyFailed ?? false,
    resume: options.resume ?? false,
    record: options.record,
    against: options.against,
    jobs: options.jobs ?? availableParallelism(),
    repeat: options.repeat,
    noise: options.noise,
    signal: session.signal,
    onEvent: (event) => {
      if (event.kind === 'case') cases.at(event.done, event.cases, `${event.verdict} ${event.id}`);
      if (event.kind === 'timed') pairs.at(event.pairs, event.of, '');
    },
  })
    .catch(tellDiskError)
    .finally(() => {
      cases.end();
      pairs.end();
    });
  return reportParity(session, report, folder, options);
};

export default parity;
