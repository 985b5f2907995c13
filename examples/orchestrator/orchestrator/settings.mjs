// The settings in their new shape, from the old file: people go on editing the old one until the scripts are gone.

import { readFileSync } from 'node:fs';
import { adaptConfig } from '@cutover/legacy-compat';

const mapping = {
  drop_bad_rows: { to: 'clean.dropInvalid', values: { yes: true, no: false } },
  alert: { to: 'limits' },
  report_operator: { to: 'report.operator' },
  phase_timeout_minutes: { dropped: 'a phase is a function now, not a process that can hang' },
  parallel_phases: { dropped: 'the phases always waited for each other' },
};

export function readSettings(file) {
  const { config, notices } = adaptConfig(mapping, JSON.parse(readFileSync(file, 'utf8')));
  for (const notice of notices) console.error(`settings: ${notice}`);
  return config;
}
