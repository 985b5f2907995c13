/** Runs the legacy on its cases, as a comparison would, and keeps what it does as a baseline. */

import { availableParallelism, tmpdir } from 'node:os';
import { configSchema, runParity, suggestRules, type RunsDraft, type Suggestion } from '@cutover/migrate';
import { tellDiskError } from '../parity-session.ts';
import type { Session } from '../session.ts';
import { tellProgress } from '../terminal/progress.ts';
import { whoami } from '../whoami.ts';

export interface Recording {
  run: string;
  /** The name under which it is kept. */
  baseline: string;
  /** Rules for what differed between two runs of the legacy. */
  rules: Suggestion[];
  /** Cases in which the legacy failed, which may be right and may be a missing file. */
  failed: { id: string; how: string }[];
}

/** Throws what `migrate parity` throws. */
export async function recordLegacy(session: Session, root: string, { runners, cases }: RunsDraft): Promise<Recording> {
  const baseline = 'recorded';
  const progress = tellProgress(session, 'cases');
  const { now, random, env, self, signal } = session;
  const { report } = await runParity({
    config: configSchema.parse({ runners: { legacy: runners.legacy }, cases }),
    root,
    label: 'command line',
    by: whoami(),
    env,
    self,
    tempDir: tmpdir(),
    only: [],
    shard: undefined,
    onlyFailed: false,
    resume: false,
    record: baseline,
    against: undefined,
    jobs: availableParallelism(),
    repeat: 1,
    noise: 'full',
    strict: false,
    now,
    random,
    signal,
    onEvent: (event) => {
      if (event.kind === 'case') progress.at(event.done, event.cases, event.id);
    },
  })
    .catch(tellDiskError)
    .finally(() => progress.end());
  const noisy = report.cases.filter(({ verdict }) => verdict === 'noisy' || verdict === 'mismatch').flatMap(({ differences }) => differences);
  const failed = report.cases.flatMap(({ id, legacy }) => {
    if (legacy === null || (legacy.exit_code === 0 && !legacy.timed_out)) return [];
    return [{ id, how: legacy.timed_out ? 'did not end in time' : legacy.signal === null ? `ended with ${legacy.exit_code}` : `was ended by ${legacy.signal}` }];
  });
  return { run: report.run, baseline, rules: suggestRules(noisy), failed };
}
