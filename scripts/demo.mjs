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
  say('', bold(`${steps}. ${title}`), ...indented(explanation), '');
}

function indented(lines) {
  return lines.map((line) => (line === '' ? '' : `   ${line}`));
}

/** Runs the real program in `folder`, shows what it prints, and insists on the exit code. */
function cutover(folder, args, exit) {
  say(`   ${bold(`$ cutover ${args.map((arg) => (/^[\w./~=-]+$/.test(arg) ? arg : `"${arg}"`)).join(' ')}`)}`);
  const env = { ...process.env, ...(color ? { FORCE_COLOR: '1' } : {}) };
  const run = spawnSync(process.execPath, [program, ...args], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
  say(...indented(`${run.stdout}${run.stderr}`.trimEnd().split('\n')));
  if (run.status !== exit) fail(`cutover ${args.slice(0, 2).join(' ')} ended with ${run.status ?? run.signal}, not with ${exit}`);
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

/** Says for each case with a declared difference what differs, and why it may. */
function explain(report) {
  for (const { id, differences } of report.cases) {
    const expected = differences.filter(({ rule }) => rule?.kind === 'expected');
    if (expected.length === 0) continue;
    say('', `   ${bold(id)}  ${expected[0].rule.reason}`);
    for (const { aspect, path, legacy, candidate } of expected) {
      say(`     ${`${aspect} ${path}`.padEnd(32)} ${bad(shown(legacy))} -> ${good(shown(candidate))}`);
    }
  }
}

function shown(value) {
  if (typeof value !== 'string') return String(value);
  return value.startsWith('not JSON') ? 'no result' : value.startsWith('{') ? 'a result' : value;
}

const newest = (folder) => readdirSync(folder).filter((name) => /^\d{8}-/.test(name)).sort().at(-1);

const started = performance.now();
const folder = join(mkdtempSync(join(tmpdir(), 'cutover-demo-')), 'script-tester');
cpSync(example, folder, { recursive: true, filter: (file) => !ours.has(file.split('/').at(-1)) });
const before = digestOf(folder);

say(
  bold('Cutover: replace an old program by a new one, and be sure of it'),
  '',
  'An old tester of pipeline scripts, 590 lines of Python, is to give way to',
  '`cutover test script`. Everything happens in a copy of examples/script-tester.',
  'In this clone, `cutover` is `npx cutover`.',
);

heading('Back up', 'The old program, and what people made with it: copied, read back, read-only.');
cutover(folder, ['migrate', 'backup', '-m', 'before the migration'], 0);
const backup = newest(join(folder, 'backups'));

heading(
  'Run old and new side by side',
  'Six scripts, each through both testers, each time in a folder of its own.',
  'Compared are the exit code, the verdict, and every file that a script wrote.',
);
cutover(folder, ['migrate', 'parity'], 0);
const run = newest(join(folder, '.cutover/parity'));
const report = JSON.parse(readFileSync(join(folder, '.cutover/parity', run, 'report.json'), 'utf8'));
say(
  '',
  '   Tolerated: all that differs is declared in the configuration, each with its',
  '   reason, such as times and fields that only one side has. Two verdicts differ:',
);
explain(report);

heading(
  'A regression',
  'One line of a specification changes. Every script still passes, with the old',
  'tester and with the new one; only the amounts are no longer the same.',
);
edit(folder, 'pipeline/test_workspace/currency_conversion.spec.yaml', 'AMOUNT_DIGITS: "2"', 'AMOUNT_DIGITS: "0"');
cutover(folder, ['migrate', 'parity'], 1);
say('', `   ${good('caught')}: exit code 1, so a build stops here. And there is no way to switch over:`, '');
cutover(folder, ['migrate', 'switch'], 3);

heading(
  'Roll back',
  'Meanwhile others went on: a file of the old tester is deleted, one edited, one',
  'script added. None of that is on record, so a rollback refuses before it loses',
  'anything; with --force it keeps the present state first, and goes back.',
);
rmSync(join(folder, 'legacy_tester/display.py'));
appendFileSync(join(folder, 'legacy_tester/cli.py'), '\n# TODO: remove\n');
writeFileSync(join(folder, 'pipeline/scripts/currency_conversion_v2.py'), 'def main():\n    pass\n');
if (digestOf(folder) === before) fail('the tree should differ from what it was');
cutover(folder, ['migrate', 'rollback'], 3);
say('');
cutover(folder, ['migrate', 'rollback', '--force', '--reason', 'amounts lost their cents'], 0);

heading('Proof', 'A digest of every name, mode and byte in the folder, before and after.');
const after = digestOf(folder);
say(`   before  ${before}`, `   after   ${after}`);
if (after !== before) fail('the tree is not what it was');
say(`   ${good('equal')}: nothing is left of the regression`);

say('');
cutover(folder, ['migrate', 'backups', '--verify'], 0);

say(
  '',
  bold('Where to look'),
  ...indented([
    `the example     ${relative(process.cwd(), example) || '.'}/README.md`,
    `this run of it  ${folder}`,
    `  comparison    .cutover/parity/${run}/report.html`,
    `  backup        backups/${backup}/  (sha256sum -c manifest-sha256.txt)`,
    '  rollback      .cutover/reports/',
    '  ledger        .cutover/ledger.jsonl',
  ]),
  '',
  dim(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.`),
);
