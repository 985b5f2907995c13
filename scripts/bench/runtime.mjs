// What testing scripts costs, each figure beside its limit measured in the same run. Only the ratios mean anything.
// Options: --rounds N (20), --scripts N (1000), --python FILE (one with pandas, for those rows).

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runtimeTester } from '../../packages/runtime-testing/dist/index.js';
import { findInterpreter } from '../../packages/runtime-testing/dist/edges/interpreter.js';
import { median, printTable } from './table.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, scripts: { type: 'string', default: '1000' }, python: { type: 'string', default: '/usr/bin/python3' } } });
const rounds = Number(values.rounds);
const count = Number(values.scripts);
const program = fileURLToPath(new URL('../../packages/cli/bin/cutover.cjs', import.meta.url));
const measure = fileURLToPath(new URL('./measure-commands.py', import.meta.url));
const hosts = fileURLToPath(new URL('../../packages/runtime-testing/dist/hosts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
const python = findInterpreter(process.env, folder, undefined);
const signature = 'def main(input_paths, output_paths, environ_vars, job_args):';
const rows = [];
delete process.env.PYTHONDONTWRITEBYTECODE; // where it is set, every interpreter compiles its modules anew

try {
  process.chdir(folder);
  await coldCommand();
  await warmPerScript();
  await manyScripts('Python', count, 'py', `${signature}\n    return 0\n`, python, 'process', 5);
  await manyScripts('JavaScript, shared', count, 'mjs', 'export function main(input_paths, output_paths, environ_vars, job_args) {\n  return 0;\n}\n', process.execPath, 'shared', 10);
  await manyScripts('JavaScript, own process', Math.min(100, count), 'mjs', 'export function main(input_paths, output_paths, environ_vars, job_args) {\n  return 0;\n}\n', process.execPath, 'process', 1);
  await pandasScripts();
  await readingSources();
  await timeoutOvershoot();
  printTable(rows);
} finally {
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true, force: true });
}

async function coldCommand() {
  scriptsIn('scripts', 1, 'py', `${signature}\n    return 0\n`);
  const commands = {
    node: [process.execPath, '-e', '0'],
    python: [python, '-c', 'pass'],
    cutover: [process.execPath, program, 'test', 'script', 's0'],
    version: [process.execPath, program, '--version'],
    help: [process.execPath, program, '--help'],
  };
  const result = JSON.parse(execFileSync(python, [measure], { input: JSON.stringify({ rounds, commands }), encoding: 'utf8' }));
  const ms = (name) => median(result[name].ms);
  rows.push(['cutover test script, one trivial script, cold', ms('cutover'), 'ms', 'node -e 0 + python3 -c pass', ms('node') + ms('python'), 1.4]);
  rows.push(['  its peak memory', result.cutover.peak_mb, 'MB', 'node -e 0', result.node.peak_mb, 1.3]);
  rows.push(['cutover --version', ms('version'), 'ms', 'node -e 0', ms('node'), 1.25]);
  rows.push(['cutover --help', ms('help'), 'ms', 'node -e 0', ms('node'), 1.25]);
}

/** One worker, so that what is timed is one script after another; the bare fork comes from the same modules loaded. */
async function warmPerScript() {
  const names = scriptsIn('warm', 200, 'py', `${signature}\n    return 0\n`);
  const few = names.slice(0, 20);
  await run(few, { jobs: 1 });
  const bare = `import sys, os, time; sys.path.insert(0, ${JSON.stringify(hosts)})
from cutover_host import worker, script, sources
started = time.perf_counter()
for _ in range(300):
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
print((time.perf_counter() - started) / 300 * 1000)`;
  const forks = [];
  const spans = [];
  const inside = [];
  for (let round = 0; round < 5; round++) {
    const short = await timed(() => run(few, { jobs: 1 }));
    const long = await timed(() => run(names, { jobs: 1 }));
    spans.push((long.ms - short.ms) / (names.length - few.length));
    inside.push(...long.value.map((result) => result.execution_time * 1000));
    forks.push(Number(execFileSync(python, ['-c', bare], { encoding: 'utf8' })));
  }
  rows.push(['a script in the warm host, own process', median(spans), 'ms', 'bare fork and wait', median(forks), 3.5]);
  rows.push(['  inside its process', median(inside), 'ms', '(at most 1 ms)', 1, 1]);
}

async function manyScripts(label, number, extension, source, interpreter, isolation, atLeast) {
  const names = scriptsIn(`many-${extension}-${isolation}`, number, extension, source);
  const { ms } = await timed(() => run(names, { isolation, jobs: isolation === 'shared' ? 1 : availableParallelism() }));
  const cold = await timed(() => names.slice(0, 20).forEach((name) => spawnSync(interpreter, [name])));
  rows.push([`${number} trivial scripts, ${label}, each`, ms / number, 'ms', 'each cold', cold.ms / 20, 1 / atLeast]);
}

async function pandasScripts() {
  if (spawnSync(values.python, ['-c', 'import pandas']).status !== 0) {
    rows.push([`scripts that import pandas: not measured, ${values.python} has none`]);
    return;
  }
  const memory = join(folder, 'private.txt');
  const source = `import re\n\nimport pandas\n\n\n${signature}\n    rollup = open("/proc/self/smaps_rollup").read()\n    kb = sum(int(n) for n in re.findall(r"Private_\\w+:\\s+(\\d+)", rollup))\n    open(${JSON.stringify(memory)}, "a").write("%d\\n" % kb)\n`;
  const names = scriptsIn('pandas', 200, 'py', source);
  const { ms } = await timed(() => run(names, { python: values.python }));
  const cold = await timed(() => names.slice(0, 8).forEach((name) => spawnSync(values.python, [name])));
  rows.push(['200 scripts that import pandas, each', ms / 200, 'ms', 'each cold', cold.ms / 8, 1 / 20]);
  const kilobytes = readFileSync(memory, 'utf8').trim().split('\n').map(Number);
  rows.push(['  private memory of one', median(kilobytes) / 1024, 'MB', '(at most 4 MB)', 4, 1]);
}

async function readingSources() {
  const body = Array.from({ length: 30 }, (_, i) => `def step_${i}(frame):\n    return [row["x"] + ${i} for row in frame]\n`).join('\n\n');
  const names = scriptsIn('sources', 1000, 'py', `import os\n\n\n${body}\n\n${signature}\n    return step_0(input_paths["data"])\n`);
  const ours = `import sys, time; sys.path.insert(0, ${JSON.stringify(hosts)})
from cutover_host import sources
started = time.perf_counter()
for path in sys.argv[1:]: sources.inspect(path)
print((time.perf_counter() - started) * 1000)`;
  const bare = `import sys, time, ast
started = time.perf_counter()
for path in sys.argv[1:]: ast.parse(open(path, "rb").read(), path)
print((time.perf_counter() - started) * 1000)`;
  const times = { ours: [], bare: [] };
  for (let round = 0; round < 5; round++) {
    for (const [name, code] of Object.entries({ ours, bare })) times[name].push(Number(execFileSync(python, ['-c', code, ...names], { encoding: 'utf8' })));
  }
  rows.push(['reading 1,000 sources', median(times.ours), 'ms', "Python's ast alone", median(times.bare), 1.5]);
}

async function timeoutOvershoot() {
  const names = scriptsIn('hangs', 1, 'py', 'while True:\n    pass\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    return 0\n');
  const over = [];
  for (let round = 0; round < 5; round++) over.push((await run(names, { timeoutMs: 500 }))[0].execution_time * 1000 - 500);
  rows.push(['a timeout, overshot by', Math.max(...over), 'ms', '(at most 50 ms)', 50, 1]);
}

function scriptsIn(name, number, extension, source) {
  mkdirSync(join(folder, name), { recursive: true });
  return Array.from({ length: number }, (_, i) => {
    const path = join(folder, name, `s${i}.${extension}`);
    writeFileSync(path, source);
    return path;
  });
}

function run(names, changes) {
  const tester = runtimeTester({ cwd: folder, workspace: join(folder, 'workspace'), env: process.env, jobs: availableParallelism(), ...changes });
  return tester.testScript(...names);
}

async function timed(work) {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}
