// Draws docs/pictures: what commands print in a terminal of 80 columns, as SVG for light and dark backgrounds.
// Run it after the look of a command has changed: node scripts/pictures.mjs [NAME...]. Needs `script` of util-linux.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const pictures = join(repository, 'docs/pictures');
const columns = 80;

/** Each picture: commands in one folder, one after the other. `prepare` runs unseen; `until` takes the picture in the middle of a run. */
const scenes = [
  {
    name: 'parity',
    prepare: 'make_shop',
    commands: ['cutover migrate parity --legacy "python3 report.py {}" --candidate "python3 next/report.py {}" --input orders/*.csv'],
    shown: (command) => command.replace(' --candidate', ' \\\n    --candidate'),
  },
  {
    name: 'switch',
    prepare: 'make_shop; configure; mend; cutover migrate parity',
    commands: ['cutover migrate switch', 'cutover migrate rollback --reason "to see that it works"', 'cutover migrate history'],
  },
  { name: 'status', prepare: 'make_shop; configure; mend; cutover migrate parity; cutover migrate backup; cutover migrate parity', commands: ['cutover migrate status'] },
  {
    name: 'backups',
    prepare: 'make_shop; configure; cutover migrate backup -m first; rm report.py; echo "print()" > report.py',
    commands: ['cutover migrate backup -m "before the new report"', 'damage_first; cutover migrate backups --verify', 'cutover migrate rollback --dry-run'],
    shown: (command) => command.replace('damage_first; ', ''),
  },
  { name: 'scripts', prepare: 'cp -r "$REPOSITORY"/examples/script-tester/pipeline/. .', commands: ['cutover test script currency_conversion dummy_training package_model', 'cutover test pipeline orders_pipeline.json'] },
  {
    name: 'errors',
    prepare: 'make_shop; configure; printf "moduls: {}\\ngates: { slowdwon: 0.1 }\\n" > broken.yaml',
    commands: ['cutover migrate plan --config broken.yaml', 'cutover migrate swich', 'cutover migrate switch', 'cutover test script next/reprot.py'],
  },
  { name: 'progress', prepare: 'make_slow', commands: ['cutover migrate parity'], until: / left/ },
  { name: 'doctor', prepare: 'make_shop; configure', commands: ['cutover doctor'] },
];

const helpers = `
cutover() { '${process.execPath}' '${join(repository, 'packages/cli/bin/cutover.cjs')}' "$@"; }
make_shop() {
  mkdir -p next orders
  cat > report.py <<'END'
import json, sys, time

orders, total, regions = 0, 0, {}
for line in open(sys.argv[1]).read().split("\\n")[1:]:
    if line != "":
        region, amount = line.split(",")
        orders = orders + 1
        total = total + float(amount or 0)
        regions[region] = regions.get(region, 0) + float(amount or 0)
print(json.dumps({"orders": orders, "total": total, "regions": regions}))
END
  cat > next/report.py <<'END'
import csv, json, sys, time
from collections import Counter

regions = Counter()
rows = list(csv.DictReader(open(sys.argv[1])))
for row in rows:
    regions[row["region"] or "unknown"] += float(row["amount"] or 0)
print(json.dumps({"orders": len(rows), "total": sum(regions.values()), "regions": regions}))
END
  printf 'region,amount\\nnorth,10.50\\nsouth,7\\nnorth,2.25\\n' > orders/monday.csv
  printf 'region,amount\\nsouth,4\\n,1.5\\n' > orders/tuesday.csv
}
configure() {
  cutover init --name shop --legacy "python3 report.py {}" --candidate "python3 next/report.py {}" --input orders/*.csv
  printf 'capture: { stdout: json }\\nverify: [[python3, report.py, orders/monday.csv]]\\n' >> cutover.config.yaml
}
mend() { printf 'compare: { expected: [{ case: tuesday.csv, path: /regions/*, reason: unknown has a name now }] }\\n' >> cutover.config.yaml; }
damage_first() { chmod u+w backups/*/data/report.py; for file in backups/*/data/report.py; do echo x >> "$file"; break; done; }
make_slow() {
  cat > cutover.config.yaml <<'END'
runners: { legacy: { command: [sleep, "0.4"] }, candidate: { command: [sleep, "0.4"] } }
cases: [{ matrix: { n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] } }]
END
}
`;

const escape = '\u001B';
const token = new RegExp(`${escape}\\[([\\d;?]*)([A-Za-z])|\\r|\\n|[^${escape}\\r\\n]`, 'gu');

/** What a terminal shows at the end, as lines of runs `{ text, style }`; `style` is a list of class names. */
function screen(stream) {
  const lines = [[]];
  let at = 0;
  let style = '';
  for (const [sign, codes, letter] of stream.matchAll(token)) {
    const line = lines.at(-1);
    if (sign === '\r') at = 0;
    else if (sign === '\n') {
      lines.push([]);
      at = 0;
    } else if (letter === 'K') line.length = at;
    else if (letter === 'm') style = restyle(style, codes.split(';').map(Number));
    else if (letter === undefined) line[at++] = { text: sign, style };
  }
  while (lines.length > 0 && lines.at(-1).length === 0) lines.pop();
  return lines.flatMap(wrapped).map(joined);
}

function restyle(style, codes) {
  const names = new Set(style.split(' ').filter(Boolean));
  const colors = { 31: 'red', 32: 'green', 33: 'yellow', 35: 'magenta', 36: 'cyan' };
  for (const code of codes) {
    if (code === 0) names.clear();
    if (code === 1) names.add('bold');
    if (code === 2) names.add('dim');
    if (code === 22) ['bold', 'dim'].forEach((name) => names.delete(name));
    if (code === 39 || code in colors) Object.values(colors).forEach((name) => names.delete(name));
    if (code in colors) names.add(colors[code]);
  }
  return [...names].join(' ');
}

function wrapped(line) {
  const rows = [];
  for (let from = 0; from === 0 || from < line.length; from += columns) rows.push(line.slice(from, from + columns));
  return rows;
}

function joined(cells) {
  const runs = [];
  cells.forEach((cell, column) => {
    const last = runs.at(-1);
    const { text, style } = cell ?? { text: ' ', style: '' };
    if (last?.style === style) last.text += text;
    else runs.push({ column, text, style });
  });
  return runs;
}

function svg(lines) {
  const [cell, row, edge] = [8.4, 19, 14];
  const width = columns * cell + 2 * edge;
  const height = lines.length * row + 2 * edge;
  const quoteMarkup = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const texts = lines.flatMap((runs, i) =>
    runs.flatMap(({ column, text, style }) => {
      const shown = text.trimEnd();
      const blank = shown.length - shown.trimStart().length;
      if (shown.trim() === '') return [];
      const length = shown.length - blank;
      const x = (edge + (column + blank) * cell).toFixed(1);
      // The length pins every run to its columns, whatever font there is.
      return [`<text x="${x}" y="${edge + (i + 1) * row - 5}" textLength="${(length * cell).toFixed(1)}"${style === '' ? '' : ` class="${style}"`}>${quoteMarkup(shown.trimStart())}</text>`];
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
rect { fill: #ffffff; stroke: #d1d9e0 }
.bold { font-weight: 700 } .dim { fill: #59636e } .green { fill: #1a7f37 } .red { fill: #c21c2b } .magenta { fill: #8a2a9e }
.yellow { fill: #9a6700 } .cyan { fill: #0a6b7a }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } rect { fill: #0d1117; stroke: #3d444d }
.dim { fill: #9198a1 } .green { fill: #3fb950 } .red { fill: #ff7b72 } .magenta { fill: #d2a8ff } .yellow { fill: #d29922 } .cyan { fill: #56d4dd }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>
${texts.join('\n')}
</svg>
`;
}

/** What the commands print, with the commands themselves, in a pseudo terminal. */
async function play({ name, prepare, commands, until, shown = (command) => command }) {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-picture-'));
  const place = join(folder, 'shop');
  mkdirSync(place);
  const env = { ...process.env, HOME: folder, REPOSITORY: repository, PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'xterm-256color', TZ: 'UTC', GIT_CEILING_DIRECTORIES: folder };
  for (const variable of ['NO_COLOR', 'FORCE_COLOR', 'CI']) delete env[variable];
  writeFileSync(join(folder, 'helpers.sh'), helpers);
  const run = commands.map((command) => `printf '\\033[1m$ %s\\033[22m\\n' ${quoted(shown(command))}; ${command}; echo`).join('\n');
  writeFileSync(join(folder, 'scene.sh'), `stty cols ${columns} rows 100\n. '${folder}/helpers.sh'\n${run}\n`);
  const prepared = spawnSync('bash', ['-c', `. '${folder}/helpers.sh'; { ${prepare}; } >/dev/null 2>&1; true`], { cwd: place, env, stdio: 'inherit' });
  if (prepared.status !== 0) throw new Error(`${name}: preparing ended with ${prepared.status}`);
  try {
    return await captured(spawn('script', ['-qfc', `bash '${folder}/scene.sh'`, '/dev/null'], { cwd: place, env, stdio: ['ignore', 'pipe', 'inherit'] }), until);
  } finally {
    spawnSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function captured(child, until) {
  return new Promise((resolve, reject) => {
    let stream = '';
    child.on('error', reject);
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stream += chunk;
      if (until?.test(stream)) child.kill('SIGINT');
    });
    child.on('close', () => {
      if (until === undefined) return resolve(stream);
      const end = stream.indexOf(`\r${escape}[K`, stream.search(until));
      resolve(end === -1 ? stream : stream.slice(0, end));
    });
  });
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

mkdirSync(pictures, { recursive: true });
const wanted = process.argv.slice(2);
for (const scene of scenes) {
  if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
  const drawn = svg(screen(await play(scene)));
  writeFileSync(join(pictures, `${scene.name}.svg`), drawn);
  process.stdout.write(`docs/pictures/${scene.name}.svg  ${(drawn.length / 1000).toFixed(1)} kB\n`);
}
