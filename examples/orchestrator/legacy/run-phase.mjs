// Calls an old phase script the way the old build did: one process each, settings in the old file, errors on stderr.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

export function runLegacyPhase(script, { station, data }) {
  const settings = join(dirname(script), '../config/settings.json');
  const run = spawnSync('python3', [script, station, data, settings], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr.trim().split('\n').at(-1) || `ended with ${run.status ?? run.signal}`);
  return run.stdout.trim();
}
