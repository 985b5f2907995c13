// What the side-by-side run costs over the bare work: each figure is a ratio to a reference measured in the same rounds.
// Words after it choose parts (runs, texts, json, tables, page); --quick takes small sizes, --big a table of ten million rows.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareJson, compareText } from '../../packages/migrate/dist/domain/index.js';

const cutover = fileURLToPath(new URL('../../packages/cli/bin/cutover.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
const jobs = availableParallelism();
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const quick = process.argv.includes('--quick');

/** Runs the subjects in turn, so that the machine's mood is the same for all; medians in ms. */
async function interleave(rounds, subjects) {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(subjects)) {
      const started = performance.now();
      await run();
      times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

function tell(what, measured, reference, limit) {
  const ratio = measured / reference;
  process.stdout.write(`  ${what.padEnd(46)} ${measured.toFixed(0).padStart(7)} ms  ${reference.toFixed(0).padStart(7)} ms  ${ratio.toFixed(2).padStart(6)}x  limit ${limit}\n`);
}

function migration(name, command, count) {
  const root = join(folder, name);
  mkdirSync(root);
  const runner = JSON.stringify({ command });
  writeFileSync(join(root, 'cutover.config.yaml'), `runners: { legacy: ${runner}, candidate: ${runner} }\ncases: [{ matrix: { n: [${Array.from({ length: count }, (_, i) => i).join(', ')}] } }]\n`);
  return root;
}

async function runs() {
  const count = quick ? 100 : 500;
  const slow = migration('slow', ['sleep', '0.05'], count);
  const fast = migration('fast', ['true'], count);
  const parity = (cwd) => () => {
    const { status, stderr } = spawnSync(process.execPath, [cutover, 'migrate', 'parity', '--jobs', String(jobs)], { cwd });
    if (status !== 0) throw new Error(String(stderr));
  };
  const bare = (program, argument) => () =>
    execFileSync('xargs', ['-P', String(jobs), '-n', '1', program], { input: `${argument}\n`.repeat(count * 2), stdio: ['pipe', 'ignore', 'inherit'] });
  const found = await interleave(quick ? 1 : 3, { slow: parity(slow), slowBare: bare('sleep', '0.05'), fast: parity(fast), fastBare: bare('true', 'x') });
  tell(`${count} cases of 50 ms, both sides / xargs -P${jobs}`, found.slow, found.slowBare, '1.1x');
  process.stdout.write(`  ${'a trivial command costs on top'.padEnd(46)} ${(((found.fast - found.fastBare) * jobs) / (count * 2)).toFixed(2).padStart(7)} ms of one processor, ${((found.fast - found.fastBare) / (count * 2)).toFixed(2)} ms elapsed, limit 4 ms\n`);
}

async function texts() {
  const base = (count) => Array.from({ length: count }, (_, i) => `line ${i} of a text with some words ${(i * 7919) % 1000}`);
  const changed = (lines) => lines.map((line, i) => (i % 100 === 50 ? `${line} changed` : line));
  for (const [count, limit] of quick ? [[100_000, '5x']] : [[100_000, '5x'], [1_000_000, '10x']]) {
    const a = base(count).join('\n');
    const b = changed(base(count)).join('\n');
    writeFileSync(join(folder, 'a.txt'), a);
    writeFileSync(join(folder, 'b.txt'), b);
    const { ours, git } = await interleave(3, {
      ours: () => compareText(a, b),
      git: () => spawnSync('git', ['diff', '--no-index', '--quiet', 'a.txt', 'b.txt'], { cwd: folder }) && spawnSync('git', ['diff', '--no-index', '--numstat', 'a.txt', 'b.txt'], { cwd: folder }),
    });
    tell(`text, ${count} lines, 1 % changed / git diff`, ours, git, limit);
  }
  const x = Array.from({ length: 20_000 }, (_, i) => `left ${i}`).join('\n');
  const y = Array.from({ length: 20_000 }, (_, i) => `right ${i}`).join('\n');
  const z = Array.from({ length: 20_000 }, (_, i) => `${(i * 31) % 997}`).join('\n');
  const w = Array.from({ length: 20_000 }, (_, i) => `${(i * 77) % 991}`).join('\n');
  const { nothing, shuffled } = await interleave(3, { nothing: () => compareText(x, y), shuffled: () => compareText(z, w) });
  process.stdout.write(`  ${'text, 20000 lines, nothing in common'.padEnd(46)} ${nothing.toFixed(0).padStart(7)} ms, limit 1000 ms\n`);
  process.stdout.write(`  ${'text, 20000 lines, the same lines shuffled'.padEnd(46)} ${shuffled.toFixed(0).padStart(7)} ms, limit 1000 ms\n`);
}

async function json() {
  const make = (mark) => JSON.stringify({ rows: Array.from({ length: 125_000 }, (_, i) => ({ id: i, name: `n${i}`, tags: [i % 7, i % 11], value: i === 99_999 ? mark : i / 3, at: mark })) });
  const [a, b] = [make(1), make(2)];
  const ref = { kind: 'ignore', where: '', reason: '' };
  const rules = [{ ref, kind: 'ignore', path: '/rows/*/at', aspect: undefined, caseGlob: undefined, relative: 0, absolute: 0 }];
  const { parsing, whole, ruled } = await interleave(5, {
    parsing: () => [JSON.parse(a), JSON.parse(b)],
    whole: () => compareJson(JSON.parse(a), JSON.parse(a), []),
    ruled: () => compareJson(JSON.parse(a), JSON.parse(b), rules),
  });
  tell('JSON, 1000000 nodes, parsed and compared / parsed', whole, parsing, '1.5x');
  tell('the same with 125000 places ignored by a rule', ruled, parsing, 'none');
}

/** The database as the migrate package has it: the workspace itself needs none. */
const database = createRequire(new URL('../../packages/migrate/package.json', import.meta.url)).resolve('@duckdb/node-api');
const bigTable = new URL('../../packages/migrate/dist/edges/big-table.js', import.meta.url).href;

/** Runs `work` in a process of its own, with its own database: what it took, without the start of the process, and its peak memory. */
function alone(work) {
  const program = `
    const { DuckDBInstance } = await import(${JSON.stringify(database)});
    const { compareBigTables } = await import(${JSON.stringify(bigTable)});
    let instance;
    const open = async () => (instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', temp_directory: 'spill', preserve_insertion_order: 'false' })).connect();
    const started = performance.now();
    ${work}
    instance?.closeSync();
    const ms = performance.now() - started;
    console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' }));
}

async function tables() {
  const cells = Array.from({ length: 9 }, (_, i) => `c${i}`);
  const unequal = cells.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join(' OR ');
  for (const rows of quick ? [100_000] : process.argv.includes('--big') ? [1_000_000, 10_000_000] : [1_000_000]) {
    const changed = cells.map((name) => (name === 'c4' ? `CASE WHEN id::BIGINT % 1000 = 7 THEN 'x' ELSE c4 END AS c4` : name));
    const make = [
      `COPY (SELECT i AS id, ${cells.map((name, i) => `hash(i * ${i + 3}) % 1000000 AS ${name}`).join(', ')} FROM range(${rows}) t(i)) TO 'a.csv' (HEADER)`,
      `COPY (SELECT id, ${changed.join(', ')} FROM read_csv('a.csv', all_varchar = true) ORDER BY hash(id)) TO 'b.csv' (HEADER)`,
    ];
    alone(`const connection = await open(); for (const sql of ${JSON.stringify(make)}) await connection.run(sql);`);
    const bare = `SELECT * FROM read_csv('a.csv', all_varchar = true) a FULL OUTER JOIN read_csv('b.csv', all_varchar = true) b USING (id) WHERE ${unequal}`;
    const subjects = {
      ours: "await compareBigTables({ legacy: 'a.csv', candidate: 'b.csv', key: ['id'], rules: [], spillFolder: 'spill' });",
      bare: `const connection = await open(); await connection.runAndReadAll(${JSON.stringify(bare)}); connection.closeSync();`,
    };
    const found = { ours: [], bare: [] };
    for (let round = 0; round < (rows > 1_000_000 ? 1 : 7); round++) for (const [name, work] of Object.entries(subjects)) found[name].push(alone(work));
    const middle = (name, figure) => median(found[name].map((each) => each[figure]));
    tell(`table, ${rows} x 10, by key / the bare query`, middle('ours', 'ms'), middle('bare', 'ms'), rows > 1_000_000 ? 'none' : '1.3x');
    process.stdout.write(`  ${'  peak memory of the process / of the bare one'.padEnd(46)} ${middle('ours', 'peakMb').toFixed(0).padStart(7)} MB  ${middle('bare', 'peakMb').toFixed(0).padStart(7)} MB  limit 1024 MB\n`);
  }
}

/** The page of a 10,000-case run in a real browser, if there is one: types a filter and takes the time until it is shown. */
async function page() {
  const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
  if (browser === undefined) return process.stdout.write('  page: no Chromium here, not measured\n');
  const root = migration('page', ['true'], 1);
  execFileSync(process.execPath, [cutover, 'migrate', 'parity'], { cwd: root });
  const runs = join(root, '.cutover/parity');
  const file = join(runs, readdirSync(runs)[0], 'report.json');
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const difference = { aspect: 'stdout', path: '/results/0/total', kind: 'changed', legacy: 'some longer value of the old side', candidate: 'and of the new', rule: null };
  report.cases = Array.from({ length: 10_000 }, (_, i) => ({ ...report.cases[0], id: `script=s${i % 40},level=${i}`, verdict: i % 10 === 0 ? 'mismatch' : 'match', differences: i % 10 === 0 ? [difference, difference] : [] }));
  writeFileSync(file, JSON.stringify(report));
  execFileSync(process.execPath, [cutover, 'migrate', 'parity', 'show', 'latest', '--reporter', 'html', '--out', folder], { cwd: root });
  const probe = `<script>const f=document.getElementById('filter');const times=['9','99','script=s7','total','zzz',''].map((text)=>{const started=performance.now();f.value=text;f.dispatchEvent(new Event('input'));document.body.offsetHeight;return performance.now()-started});document.title='slowest '+Math.max(...times).toFixed(1)</script>`;
  writeFileSync(join(folder, 'probe.html'), readFileSync(join(folder, 'report.html'), 'utf8').replace('</body>', `${probe}</body>`));
  const shown = execFileSync(browser, ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--dump-dom', `file://${join(folder, 'probe.html')}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  process.stdout.write(`  ${'page of 10000 cases: the slowest filter'.padEnd(46)} ${(/<title>slowest ([\d.]+)/.exec(shown)?.[1] ?? '?').padStart(7)} ms, limit 200 ms\n`);
}

try {
  process.stdout.write(`parity: measured, reference, ratio (medians of interleaved rounds, ${jobs} processors)\n`);
  const parts = { runs, texts, json, tables, page };
  const asked = process.argv.slice(2).filter((word) => word in parts);
  for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
