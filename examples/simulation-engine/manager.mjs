// The migration manager: brings settings, checkpoints and data of the old engine over to the new one.
//   node manager.mjs settings | checkpoints | sweep FOLDER | schema

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { checkOldConfig, planCheckpointSweep, runSchemaSteps, sweepCheckpoints } from '@cutover/legacy-compat';

const settings = {
  'simulation.n': { to: 'people' },
  'simulation.growth_pct': { to: 'growth', multiply: 0.01 },
  'simulation.rng': { dropped: 'there is one kind of chance now' },
  out_dir: { to: 'output.folder' },
  parallel: { to: 'workers' },
};

/** Asks the new engine itself whether it can go on from there. */
function readWithNewEngine(file) {
  try {
    execFileSync('python3', ['-m', 'engine', '--check', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(error.stderr.trim().split('\n').at(-1));
  }
}

const plans = 'data/plans.csv';
const readPlans = () => readFileSync(plans, 'utf8').trim().split('\n').map((line) => line.split(','));
const writePlans = (rows) => writeFileSync(plans, rows.map((row) => `${row.join(',')}\n`).join(''));

const steps = [
  { name: '001-name-the-columns', apply: () => writePlans([['plan', 'match_rate', 'match_cap'], ...readPlans().slice(1)]) },
  { name: '002-rates-for-percentages', apply: () => writePlans(readPlans().map((row, i) => (i === 0 ? row : [row[0], ...row.slice(1).map(rateOf)]))) },
  { name: '003-currency', apply: () => writePlans(readPlans().map((row, i) => (row.length > 3 ? row : [...row, i === 0 ? 'currency' : 'USD']))) },
];

/** A rate stays: the step may have been half-way through when it was stopped. */
function rateOf(text) {
  if (/^[\d.]+$/.test(text)) return text;
  if (!/^[\d.]+%$/.test(text)) throw new Error(`${plans}: "${text}" is no percentage`);
  return String(Number.parseFloat(text) / 100);
}

const commands = {
  settings: () => {
    const { compatible, config, notices, problems } = checkOldConfig(settings, JSON.parse(readFileSync('data/scenario.json', 'utf8')));
    console.log([JSON.stringify(config), ...notices, ...problems.map((problem) => `problem: ${problem}`)].join('\n'));
    return compatible;
  },
  checkpoints: async () => {
    const { readable, unreadable } = await planCheckpointSweep('checkpoints', readWithNewEngine);
    for (const path of readable) console.log(`stays  ${path}`);
    for (const { path, reason } of unreadable) console.log(`goes   ${path}  ${reason}`);
    return true;
  },
  sweep: async ([folder]) => {
    const swept = await sweepCheckpoints(await planCheckpointSweep('checkpoints', readWithNewEngine), folder);
    console.log(`${swept.length} moved to ${folder}: ${swept.join(', ')}`);
    return true;
  },
  schema: async () => {
    mkdirSync('schema', { recursive: true });
    const { done, applied } = await runSchemaSteps(steps, 'schema/state.json');
    console.log(`${done.length} of ${steps.length} steps are done, now: ${applied.join(', ') || 'none'}`);
    return true;
  },
};

const [name, ...rest] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, name)) throw new Error(`commands: ${Object.keys(commands).join(', ')}`);
  process.exitCode = (await commands[name](rest)) ? 0 : 1;
} catch (error) {
  console.error(['error:', error.message, error.where && `(${error.where})`].filter(Boolean).join(' '));
  process.exitCode = 2;
}
