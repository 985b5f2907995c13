// The build as it would run tonight, with the flags of production: delta has to come out as it always does.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const nightly = fileURLToPath(new URL('../nightly.mjs', import.meta.url));
const run = spawnSync(process.execPath, [nightly, 'delta'], { cwd: folder, encoding: 'utf8' });
assert.equal(run.stdout, 'delta: built, no errors\n', run.stderr);
const summary = readFileSync(join(folder, 'out/summary.csv'), 'utf8');
rmSync(folder, { recursive: true });
assert.equal(summary, `sensor,mean,min,max,alert
humidity,73.6,53.9,87.2,
pressure,1008.4,1003.2,1018.5,
temperature,15.0,9.2,23.8,
`);
