// What `cutover migrate plan` costs beside parsing alone: 10,000 generated sources, parsed by oxc-parser and Python's ast on
// all cores, and planned by the program, in interleaved rounds. Target: under 3 times the parsing.
// Options: --files N (10000), --rounds N (3).

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, printTable } from './table.mjs';

const { values } = parseArgs({ options: { files: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } } });
const [files, rounds] = [Number(values.files), Number(values.rounds)];
const program = fileURLToPath(new URL('../../packages/cli/bin/cutover.cjs', import.meta.url));
const oxc = createRequire(new URL('../../packages/cli/package.json', import.meta.url)).resolve('oxc-parser');
const cores = availableParallelism();

const parsers = {
  python: ['python3', ['-I', '-c', 'import ast, sys\nfor path in sys.stdin.read().split("\\0"):\n    if path:\n        with open(path, "rb") as file:\n            ast.parse(file.read(), path)']],
  typescript: [
    process.execPath,
    ['--input-type=module', '-e', `import { readFileSync } from 'node:fs'; import { parseSync } from ${JSON.stringify(oxc)};
      for (const path of readFileSync(0, 'utf8').split('\\0')) if (path !== '') parseSync(path, readFileSync(path, 'utf8')).program.body.length;`],
  ],
};

const line = {
  python: (file, n) => [
    `def step_${file}_${n}(orders, rate=${n}):`,
    `    """Works step ${n} out."""`,
    '    total = 0',
    '    for order in orders:',
    `        if order.get("amount", 0) > ${n}:`,
    '            total += order["amount"] * rate  # in cents',
    `    return {"total": total, "step": ${n}, "names": [str(each) for each in orders]}`,
    '',
  ],
  typescript: (file, n) => [
    `/** Works step ${n} out. */`,
    `export function step_${file}_${n}(orders: readonly Order[], rate = ${n}): Result {`,
    '  let total = 0;',
    '  for (const order of orders) {',
    `    if ((order.amount ?? 0) > ${n}) total += order.amount * rate; // in cents`,
    '  }',
    `  return { total, step: ${n}, names: orders.map((each) => String(each)) };`,
    '}',
  ],
};

function write(root, language, count) {
  const ending = language === 'python' ? 'py' : 'ts';
  const paths = [];
  for (let file = 0; file < count; file++) {
    const folder = join(root, language, `part${Math.floor(file / 100)}`);
    mkdirSync(folder, { recursive: true });
    const used = [file - 1, file - 7].filter((each) => each >= 0);
    const imports = used.map((each) => {
      const part = `part${Math.floor(each / 100)}`;
      return language === 'python' ? `from python.${part}.mod${each} import step_${each}_1` : `import { step_${each}_1 } from '../${part}/mod${each}';`;
    });
    const uses = used.map((each) => (language === 'python' ? `value_${each} = step_${each}_1([])` : `export const value_${each} = step_${each}_1([]);`));
    const body = Array.from({ length: 12 }, (_, n) => line[language](file, n)).flat();
    const path = join(folder, `mod${file}.${ending}`);
    writeFileSync(path, [...imports, ...body, ...uses, ''].join('\n'));
    paths.push(path);
  }
  return paths;
}

function run(command, args, input, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    const out = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(out).toString()) : reject(new Error(`${command} ended with ${code}`))));
    child.stdin.end(input);
  });
}

async function time(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const parse = async (language, paths) => {
  const [command, args] = parsers[language];
  const shares = Array.from({ length: cores }, (_, core) => paths.filter((_path, i) => i % cores === core));
  await Promise.all(shares.map((share) => run(command, args, share.join('\0'))));
};

const rows = [];
const projects = { python: ['python'], typescript: ['typescript'], both: ['python', 'typescript'] };
for (const [name, languages] of Object.entries(projects)) {
  const root = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  try {
    const sources = languages.map((language) => [language, write(root, language, files / languages.length)]);
    writeFileSync(join(root, 'cutover.config.yaml'), `modules: { legacy: { legacy: [${languages.map((language) => `${language}/part0`).join(', ')}] } }\n`);
    const times = { parse: [], plan: [] };
    for (let round = 0; round <= rounds; round++) {
      const parsed = await time(async () => {
        for (const [language, paths] of sources) await parse(language, paths);
      });
      let dependents = 0;
      const planned = await time(async () => {
        const plan = JSON.parse(await run(process.execPath, [program, 'migrate', 'plan', '--json'], '', root));
        dependents = plan.modules[0].dependents.length;
      });
      if (dependents === 0) throw new Error('the plan found no dependents: nothing was measured');
      if (round === 0) continue; // warms the disk's cache
      times.parse.push(parsed);
      times.plan.push(planned);
    }
    rows.push([`${files} files, ${name}`, median(times.plan) / 1000, 's', 'parsing alone', median(times.parse) / 1000, 3]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
printTable(rows);
