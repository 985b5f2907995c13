#!/usr/bin/env node
// The nightly build of a measuring station, as cron calls it: node nightly.mjs STATION
// Writes out/ and build.log below the current folder. With --who and any number of stations it only says which side serves them.

import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OpenFeature } from '@openfeature/server-sdk';
import { FlagsFileProvider } from '@cutover/legacy-compat';
import { components, phases } from './orchestrator/phases.mjs';
import { readSettings } from './orchestrator/settings.mjs';
import { runLegacyPhase } from './legacy/run-phase.mjs';

const home = dirname(fileURLToPath(import.meta.url));
const asksWho = process.argv[2] === '--who';
const stations = process.argv.slice(asksWho ? 3 : 2);
if (stations.length === 0 || (stations.length > 1 && !asksWho)) {
  console.error('usage: node nightly.mjs STATION, or node nightly.mjs --who STATION...');
  process.exit(2);
}

const file = process.env.NIGHTLY_FLAGS ?? join(home, 'config/production.yaml');
await OpenFeature.setProviderAndWait(new FlagsFileProvider({ file, path: 'migration' }));
const flags = OpenFeature.getClient();
for (const station of stations) {
  const served = {};
  for (const component of components) {
    served[component] = await flags.getBooleanValue(`new_${component}`, false, { targetingKey: station });
  }
  const who = components.map((component) => `${component}: ${served[component] ? 'orchestrator' : 'scripts'}`);
  if (asksWho) console.log(`${station.padEnd(8)} ${who.join('   ')}`);
  else process.exitCode = build(station, served);
}
await OpenFeature.close();

/** Runs the phases in their order. One that fails is told in the build log; only a critical one ends the build. */
function build(station, served) {
  const context = { station, data: join(home, 'data'), settings: readSettings(join(home, 'config/settings.json')) };
  rmSync('work', { recursive: true, force: true });
  mkdirSync('work');
  mkdirSync('out', { recursive: true });
  writeFileSync('build.log', '');
  let failures = 0;
  for (const [i, phase] of phases.entries()) {
    const line = (text) => appendFileSync('build.log', `[${i + 1}/${phases.length}] ${phase.name.padEnd(10)} ${text}\n`);
    try {
      line(`ok     ${served[phase.component] ? phase.run(context) : runLegacyPhase(join(home, phase.script), context)}`);
    } catch (error) {
      failures += 1;
      line(`ERROR  ${error.message}`);
      if (phase.critical) {
        line('critical: the build ends here');
        console.log(`${station}: no build, see build.log`);
        return 1;
      }
    }
  }
  console.log(`${station}: built, ${failures === 0 ? 'no errors' : `${failures} error${failures === 1 ? '' : 's'}, see build.log`}`);
  return 0;
}
