// Backup and restore beside cp, sha256sum, rsync and restic, in one run and on the same trees: what counts are the ratios.
// Nothing is deleted between rounds, since creating files right after a mass delete is many times slower on some disks; what
// a rollback deletes is left to rest.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bare = fileURLToPath(new URL('./bare-calls.mjs', import.meta.url));
const program = fileURLToPath(new URL('../../packages/cli/bin/cutover.cjs', import.meta.url));
const option = (name, otherwise) => Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const [files, rounds, bigMegabytes] = [option('files', 10_000), option('rounds', 3), option('big', 1000)];
const work = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
const has = (name) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const rsync = has('rsync');
const restic = has('restic');

/** For so long ext4 without a journal looks at every inode that was freed before it takes another. */
const secondsAfterDeletes = 65;
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const times = new Map();
let peakMegabytes = 0;

/** Runs a shell line, or cutover when given a list, and keeps its time. */
async function measure(name, command, cwd = work) {
  execFileSync('sync');
  const [file, args] = Array.isArray(command) ? [process.execPath, [program, ...command]] : ['sh', ['-ec', command]];
  const started = performance.now();
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const watch = setInterval(() => {
    try {
      peakMegabytes = Math.max(peakMegabytes, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 20);
  const exit = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  if (exit !== 0) throw new Error(`${name}: exit ${exit}`);
  times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
}

const median = (name) => {
  const sorted = [...times.get(name)].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

function makeProject(name) {
  const root = join(work, name);
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(root, 'cutover.config.yaml'), 'modules:\n  all: { legacy: [src] }\n');
  return root;
}

function makeTree(root) {
  for (let i = 0; i < files; i++) {
    const folder = join(root, 'src', `part${i % 100}`);
    if (i < 100) mkdirSync(folder);
    writeFileSync(join(folder, `file${i}.py`), `# file ${i} of ${root}\n`.repeat(20 + (i % 60)));
  }
}

const change = (root) => {
  for (let i = 0; i < files; i++) appendFileSync(join(root, 'src', `part${i % 100}`, `file${i}.py`), 'changed\n');
};

try {
  for (let round = 0; round < rounds; round++) {
    const root = makeProject(`small${round}`);
    const copies = join(work, `copies${round}`);
    mkdirSync(copies);
    makeTree(root);
    await pause(2.2);
    const cutover = (name, ...args) => measure(name, ['migrate', ...args], root);
    await measure('cp -a + sha256sum', `cp -a ${root}/src ${copies}/cp && find ${root}/src -type f -print0 | xargs -0 sha256sum > ${copies}/sums`);
    await cutover('first backup', 'backup');
    await measure('bare backup', `exec '${process.execPath}' '${bare}' backup ${root}/src ${copies}/bare`);
    if (rsync) await measure('rsync -a', `rsync -a ${root}/src/ ${copies}/rsync/`);
    if (rsync) await measure('rsync -a --link-dest', `rsync -a --link-dest=${copies}/rsync ${root}/src/ ${copies}/rsync2/`);
    await cutover('unchanged backup', 'backup');
    await measure('bare unchanged', `exec '${process.execPath}' '${bare}' unchanged ${copies}/bare ${copies}/bare2`);
    await measure('bare verify', `exec '${process.execPath}' '${bare}' verify ${copies}/bare`);
    if (restic) {
      await measure('restic init', `RESTIC_PASSWORD=x restic -q -r ${copies}/restic init`);
      await measure('restic backup', `RESTIC_PASSWORD=x restic -q -r ${copies}/restic backup ${root}/src`);
      await measure('restic backup, unchanged', `RESTIC_PASSWORD=x restic -q -r ${copies}/restic backup ${root}/src`);
    }
    writeFileSync(join(root, 'src/part0/file0.py'), 'changed\n');
    await cutover('backup, one file changed', 'backup');
    await measure('sha256sum -c', `cd ${root}/backups && cd "$(ls | tail -1)" && sha256sum --quiet -c manifest-sha256.txt`);
    const newest = execFileSync('ls', [join(root, 'backups')], { encoding: 'utf8' }).trim().split('\n').at(-1);
    await cutover('backups --verify', 'backups', '--verify', newest);
  }
  for (let round = 0; round < rounds; round++) {
    const root = join(work, `small${round}`);
    if (round > 0) await pause(secondsAfterDeletes);
    change(root);
    await measure('cp -a', `cp -a ${root}/src ${work}/copies${round}/cp2`);
    await measure('rollback of everything', ['migrate', 'rollback', '--force'], root);
  }
  peakMegabytes = 0;
  if (bigMegabytes > 0) {
    for (let round = 0; round < rounds; round++) {
      const root = makeProject(`big${round}`);
      execFileSync('sh', ['-c', `head -c ${bigMegabytes}M /dev/urandom > ${root}/src/big`]);
      await measure('cp + sha256sum, big file', `cp ${root}/src/big ${work}/big-copy${round} && sha256sum ${root}/src/big > /dev/null`);
      await measure('backup, big file', ['migrate', 'backup'], root);
    }
  }
  report();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function report() {
  const rows = [
    ['first backup', 'cp -a + sha256sum', 1],
    ['unchanged backup', 'rsync -a --link-dest', 0.8],
    ['backup, one file changed', 'rsync -a --link-dest', undefined],
    ['backups --verify', 'sha256sum -c', 1.1],
    ['rollback of everything', 'cp -a', 2],
    ['backup, big file', 'cp + sha256sum, big file', 0.5],
    ['first backup', 'rsync -a', undefined],
    ['first backup', 'restic backup', undefined],
    ['unchanged backup', 'restic backup, unchanged', undefined],
    ['bare backup', 'cp -a + sha256sum', undefined],
    ['bare unchanged', 'rsync -a --link-dest', undefined],
    ['bare verify', 'sha256sum -c', undefined],
  ];
  const lines = rows
    .filter(([ours, theirs]) => times.has(ours) && times.has(theirs))
    .map(([ours, theirs, goal]) => {
      const ratio = median(ours) / median(theirs);
      return `| ${ours} | ${Math.round(median(ours))} ms | ${theirs} | ${Math.round(median(theirs))} ms | ${ratio.toFixed(2)}x | ${goal === undefined ? '' : `${goal.toFixed(1)}x`} |`;
    });
  process.stdout.write(`${files} small files, one file of ${bigMegabytes} MB, median of ${rounds} rounds, Node ${process.version}\n\n`);
  process.stdout.write(`| cutover | time | beside | time | ratio | goal |\n|---|--:|---|--:|--:|--:|\n${lines.join('\n')}\n`);
  if (bigMegabytes > 0) process.stdout.write(`\npeak memory with the big file: ${Math.round(peakMegabytes)} MB (goal: under 150)\n`);
  if (!rsync || !restic) process.stdout.write(`left out, since it is not installed: ${[!rsync && 'rsync', !restic && 'restic'].filter(Boolean).join(', ')}\n`);
}
