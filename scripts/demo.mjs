// The main job, end to end, on the example migration: back up, compare, catch a regression, roll back, prove it.
// Works on a copy in a temporary folder. Exits 1 as soon as a step does not do what it should.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(repository, 'packages/cli/bin/cutover.cjs');
const example = join(repository, 'examples/script-tester');
const ours = new Set(['.cutover', 'backups', '__pycache__']);

const color = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
const bold = (text) => paint(1, text);
const dim = (text) => paint(2, text);
const good = (text) => paint(32, text);
const bad = (text) => paint(31, text);

const say = (...lines) => process.stdout.write(`${lines.join('\n')}\n`);

let steps = 0;
function heading(title, ...explanation) {
  steps += 1;
  say('', bold(`${steps}. ${title}`), ...explanation.map((line) => `   ${line}`), '');
}

/** Runs the real program in `folder`, shows what it prints, and insists on the exit code. */
function cutover(folder, args, exit) {
  say(`   ${bold(`$ cutover ${args.map((arg) => (/^[\w./~=-]+$/.test(arg) ? arg : `"${arg}"`)).join(' ')}`)}`);
  const env = { ...process.env, ...(color ? { FORCE_COLOR: '1' } : {}) };
  const run = spawnSync(process.execPath, [program, ...args], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
  const output = `${run.stdout}${run.stderr}`.trimEnd();
  say(...output.split('\n').map((line) => `   ${line}`));
  if (run.status !== exit) fail(`cutover ${args.slice(0, 2).join(' ')} ended with ${run.status ?? run.signal}, not with ${exit}`);
  return run.stdout;
}

function fail(reason) {
  say('', bad(bold(`The demonstration failed: ${reason}`)));
  process.exit(1);
}

/** One SHA-256 over names, kinds, modes and contents of everything below `folder` that is not Cutover's own. */
function digestOf(folder) {
  const hash = createHash('sha256');
  const walk = (path) => {
    for (const name of readdirSync(path).filter((entry) => !ours.has(entry)).sort()) {
      const file = join(path, name);
      const stat = lstatSync(file);
      hash.update(`${relative(folder, file)}\0${stat.mode}\0`);
      if (stat.isDirectory()) walk(file);
      else hash.update(`${stat.size}\0`).update(readFileSync(file));
    }
  };
  walk(folder);
  return hash.digest('hex');
}

/** Replaces one line of a file and shows the change. */
function edit(folder, file, before, after) {
  const text = readFileSync(join(folder, file), 'utf8');
  if (!text.includes(before)) fail(`${file} does not contain ${before}`);
  writeFileSync(join(folder, file), text.replace(before, after));
  say(`   ${dim(file)}`, `   ${bad(`- ${before}`)}`, `   ${good(`+ ${after}`)}`, '');
}

const newest = (folder) => readdirSync(folder).filter((name) => /^\d{8}-/.test(name)).sort().at(-1);

const started = performance.now();
const folder = join(mkdtempSync(join(tmpdir(), 'cutover-demo-')), 'script-tester');
cpSync(example, folder, { recursive: true, filter: (file) => !ours.has(file.split('/').at(-1)) });
const before = digestOf(folder);

say(
  bold('Cutover: replace an old program by a new one, and be sure of it'),
  '',
  'An old tester of pipeline scripts, 550 lines of Python, is to give way to `cutover test script`.',
  `Everything happens in a copy of ${dim('examples/script-tester')}; \`cutover\` is \`npx cutover\` in this clone.`,
);

heading('Back up', 'First a copy of the old program and of what people made with it: checked, and read-only.');
cutover(folder, ['migrate', 'backup', '-m', 'before the migration'], 0);

heading(
  'Run old and new side by side',
  'Six scripts, each through both testers, each time in a folder of its own. Compared are the verdict,',
  'the exit code, and every file that the script wrote.',
);
cutover(folder, ['migrate', 'parity'], 0);

heading(
  'A regression',
  'One line of a specification changes. Every script still passes, old and new alike; only the amounts',
  'are no longer the same. The gate has to notice.',
);
edit(folder, 'pipeline/test_workspace/currency_conversion.spec.yaml', 'AMOUNT_DIGITS: "2"', 'AMOUNT_DIGITS: "0"');
cutover(folder, ['migrate', 'parity'], 1);
say('', `   ${good('caught')}: exit code 1, so a build would stop here`);

heading('Roll back', 'Meanwhile others went on: a file of the old tester was deleted, one edited, one added.');
rmSync(join(folder, 'legacy_tester/display.py'));
appendFileSync(join(folder, 'legacy_tester/cli.py'), '\n# TODO: remove\n');
writeFileSync(join(folder, 'pipeline/scripts/currency_conversion_v2.py'), 'def main():\n    pass\n');
if (digestOf(folder) === before) fail('the tree should differ from what it was');
cutover(folder, ['migrate', 'rollback', '--force', '--reason', 'amounts are rounded to whole euro'], 0);

heading('Proof', 'A digest of every name, mode and byte in the folder, made before the first step and made again now.');
const after = digestOf(folder);
say(`   before  ${before}`, `   after   ${after}`);
if (after !== before) fail('the tree is not what it was');
say(`   ${good('equal')}: nothing is left of the regression`);

const run = newest(join(folder, '.cutover/parity'));
say(
  '',
  bold('Where to look'),
  `   the folder      ${folder}`,
  `   the comparison  .cutover/parity/${run}/report.json`,
  `   the backup      backups/${newest(join(folder, 'backups'))}/  (check it with sha256sum -c manifest-sha256.txt)`,
  `   the ledger      .cutover/ledger.jsonl`,
  `   the example     examples/script-tester/README.md`,
  '',
  dim(`${((performance.now() - started) / 1000).toFixed(1)} s`),
);
