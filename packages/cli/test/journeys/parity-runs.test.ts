import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, makeFolder, start } from '../program.ts';

const config = (more = '') => `
name: trial
runners:
  legacy: { command: [sh, "{{root}}/old.sh", "{{n}}"] }
  candidate: { command: [sh, "{{root}}/new.sh", "{{n}}"] }
cases: [{ matrix: { n: [1, 2, 3, 4, 5] } }]
${more}`;
const same = { 'old.sh': 'echo "got $1"; echo "$1" > f', 'new.sh': 'echo "got $1"; echo "$1" > f' };
const differsAt3 = { ...same, 'new.sh': '[ $1 = 3 ] && echo wrong || echo "got $1"; echo "$1" > f' };

async function parity(cwd: string, ...args: string[]): Promise<ParityReport & { exit: number | undefined }> {
  const { exit, stdout, stderr } = await cutover(['migrate', 'parity', ...args, '--json'], { cwd });
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as ParityReport), exit };
}
const runs = async (cwd: string) => (await readdir(join(cwd, '.cutover/parity'))).sort((a, b) => (a < b ? -1 : 1));
const ids = (report: ParityReport) => report.cases.map(({ id }) => id);

describe('past runs', () => {
  test('show gives one back, whole or by case', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config() });
    const run = await parity(cwd);
    expect((await parity(cwd, 'show', 'latest')).cases).toEqual(run.cases);
    expect(ids(await parity(cwd, 'show', run.run.slice(0, 13), 'n=[34]'))).toEqual(['n=3', 'n=4']);
    const text = await cutover(['migrate', 'parity', 'show', 'latest', 'n=3'], { cwd });
    expect(text.exit).toBe(0);
    expect(text.stdout).toContain('mismatch  n=3\n  stdout line 1\n    - got 3\n    + wrong');
    const missing = await cutover(['migrate', 'parity', 'show', 'latest', 'm=3'], { cwd });
    expect([missing.exit, missing.stderr]).toEqual([2, expect.stringContaining('did you mean "n=')]);
    expect((await cutover(['migrate', 'parity', 'show', 'latest~7'], { cwd })).exit).toBe(2);
  });

  test('judge applies the rules of today to the outcomes of then', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config() });
    expect((await parity(cwd)).exit).toBe(1);
    await writeFile(join(cwd, 'cutover.config.yaml'), config('compare: { expected: [{ case: "n=3", reason: known }] }'));
    await rm(join(cwd, 'old.sh'));
    const judged = await parity(cwd, 'judge', 'latest');
    expect(judged).toMatchObject({ exit: 0, passed: true, summary: { match: 4, tolerated: 1 } });
    expect(await parity(cwd, 'show', 'latest')).toMatchObject({ passed: true });
    expect(await runs(cwd)).toHaveLength(1);
  });

  test('a record that is lost is told, and the report of the run is left as it was', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config() });
    await parity(cwd, '--record', 'v1');
    await rm(join(cwd, '.cutover/parity', (await runs(cwd))[0], 'outcomes.jsonl'));
    await rm(join(cwd, '.cutover/baselines/v1/outcomes.jsonl'));
    for (const args of [['judge', 'latest'], ['--against', 'v1']]) {
      const { exit, stderr } = await cutover(['migrate', 'parity', ...args], { cwd });
      expect([exit, stderr]).toEqual([2, expect.stringContaining('error[RUN_DAMAGED]')]);
    }
    expect(await parity(cwd, 'show', 'latest')).toMatchObject({ passed: true, summary: { match: 5 } });
  });

  test('--only-failed runs what did not match, and all once nothing fails', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config() });
    await parity(cwd);
    expect(ids(await parity(cwd, '--only-failed'))).toEqual(['n=3']);
    await writeFile(join(cwd, 'new.sh'), same['new.sh']);
    expect(await parity(cwd, '--only-failed')).toMatchObject({ exit: 0, summary: { cases: 1 } });
    const all = await parity(cwd, '--only-failed');
    expect(all.summary.cases).toBe(5);
    expect(all.notes).toEqual(['nothing failed in the last run: all cases were run']);
  });

  test('an interrupted run keeps what is complete, and --resume goes on', async () => {
    const slow = { ...same, 'new.sh': 'echo "got $1" >> "$LOG"; echo "got $1"; echo "$1" > f; [ $1 = 3 ] && [ ! -e "$LOG.go" ] && sleep 30; exit 0' };
    const cwd = await makeFolder({ ...slow, 'cutover.config.yaml': config() });
    const env = { LOG: join(cwd, '.cutover-log') };
    const running = cutover(['migrate', 'parity', '--jobs', '1'], { cwd, env, interruptWhen: async () => (await readFile(env.LOG, 'utf8').catch(() => '')).includes('got 3') });
    const stopped = await running;
    expect(stopped.exit).toBe(130);
    expect(stopped.stderr).toContain('interrupted: 2 of 5 cases are complete');
    await writeFile(`${env.LOG}.go`, '');
    const { exit, stdout } = await cutover(['migrate', 'parity', '--resume', '--json'], { cwd, env });
    expect(exit).toBe(0);
    expect((JSON.parse(stdout) as ParityReport).summary).toMatchObject({ cases: 5, match: 5 });
    const ran = (await readFile(env.LOG, 'utf8')).trim().split('\n').sort();
    expect(ran).toEqual(['got 1', 'got 2', 'got 3', 'got 3', 'got 4', 'got 5']);
    const again = await cutover(['migrate', 'parity', '--resume'], { cwd, env });
    expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining('nothing to resume')]);
  });
});

test('--resume goes on with the very run that was interrupted, also where it is recorded', async () => {
  const slow = 'echo "got $1" >> "$LOG"; echo "got $1"; echo "$1" > f; [ $1 = 3 ] && [ ! -e "$LOG.go" ] && sleep 30; exit 0';
  const cwd = await makeFolder({ 'old.sh': same['old.sh'], 'new.sh': slow, 'cutover.config.yaml': config() });
  const env = { LOG: join(cwd, '.cutover-log') };
  const stopped = await cutover(['migrate', 'parity', '--jobs', '1', '--record', 'v1'], { cwd, env, interruptWhen: async () => (await readFile(env.LOG, 'utf8').catch(() => '')).includes('got 3') });
  expect(stopped.stderr).toContain('go on with them: cutover migrate parity --resume --record v1');
  await writeFile(`${env.LOG}.go`, '');
  const resume = async (...args: string[]) => cutover(['migrate', 'parity', '--resume', ...args], { cwd, env });
  expect((await resume()).stderr).toContain('the interrupted run is to be recorded as "v1"');
  await writeFile(join(cwd, 'cutover.config.yaml'), config().replace('new.sh", "{{n}}"', 'new.sh", "0{{n}}"'));
  expect((await resume('--record', 'v1')).stderr).toContain('what the interrupted run compared has changed since');
  await writeFile(join(cwd, 'cutover.config.yaml'), config());
  expect((await resume('--record', 'v1')).exit).toBe(0);
  await writeFile(join(cwd, 'new.sh'), 'echo "got $1"; echo "{$1}" > f');
  const { cases } = await parity(cwd, '--against', 'v1');
  expect(cases.map(({ differences }) => differences.map(({ path, legacy }) => [path, legacy]))).toEqual(['1', '2', '3', '4', '5'].map((n) => [['/1', n]]));
});

test('--resume leaves a run alone that is still going on, and takes it over once its process is dead', async () => {
  const cwd = await makeFolder({ 'old.sh': same['old.sh'], 'new.sh': 'echo "got $1"; echo "$1" > f; [ $1 = 3 ] && [ ! -e "$LOG.go" ] && { echo 3 > "$LOG"; sleep 30; }; exit 0', 'cutover.config.yaml': config() });
  const env = { LOG: join(cwd, '.cutover-log') };
  const running = start(['migrate', 'parity', '--jobs', '1'], { cwd, env });
  await expect.poll(() => readFile(env.LOG, 'utf8').catch(() => ''), { timeout: 20_000 }).toBe('3\n');
  const early = await cutover(['migrate', 'parity', '--resume'], { cwd, env });
  expect([early.exit, early.stderr]).toEqual([3, expect.stringContaining('error[LOCKED]')]);
  expect(early.stderr).toContain(`remove .cutover/parity/${(await runs(cwd))[0]}/lock`);
  running.process.kill('SIGKILL');
  await running.process;
  await writeFile(`${env.LOG}.go`, '');
  await appendFile(join(cwd, '.cutover/parity', (await runs(cwd))[0], 'outcomes.jsonl'), '{"id":"n=3","leg');
  for (const part of [['--case', 'n=4'], ['--shard', '1/2']]) {
    const { exit, stderr } = await cutover(['migrate', 'parity', '--resume', ...part], { cwd, env });
    expect([exit, stderr]).toEqual([2, expect.stringContaining('error[RESUME_REFUSED]: the interrupted run is one of other cases')]);
  }
  const { exit, stdout } = await cutover(['migrate', 'parity', '--resume', '--case', 'n=*', '--json'], { cwd, env });
  expect([exit, (JSON.parse(stdout) as ParityReport).summary]).toEqual([0, expect.objectContaining({ cases: 5, match: 5 })]);
  expect(await parity(cwd, 'judge', 'latest')).toMatchObject({ exit: 0, summary: { match: 5 } });
  expect(await readdir(join(cwd, '.cutover/parity', (await runs(cwd))[0]))).not.toContain('lock');
});

describe('what else a report tells', () => {
  test('a scrub that goes on changing what it made, and how busy the machine was', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config('compare: { scrub: [{ pattern: wrong, with: "wrong wrong", reason: a slip }] }') });
    const { notes, machine } = await parity(cwd);
    expect(notes).toEqual(['scrub wrong changes its own result: applied twice it gives another text than once, as in case n=3']);
    expect(machine).toEqual({ processors: expect.any(Number), load_before: expect.any(Number), load_after: expect.any(Number) });
    expect((await parity(cwd, 'judge', 'latest')).machine).toEqual(machine);
  });
});

describe('shards', () => {
  test('joined, they are the whole run', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config('compare: { ignore: [{ path: /x, reason: never }] }') });
    const whole = await parity(cwd);
    const folders: string[] = [];
    for (const part of ['1/2', '2/2']) folders.push(join('.cutover/parity', (await parity(cwd, '--shard', part)).run));
    const merged = await parity(cwd, 'merge', ...folders);
    expect(merged).toMatchObject({ exit: 1, summary: whole.summary, stale_rules: whole.stale_rules, notes: [] });
    expect(merged.cases.map(({ id, verdict, differences }) => [id, verdict, differences])).toEqual(
      whole.cases.map(({ id, verdict, differences }) => [id, verdict, differences]),
    );
    expect(await parity(cwd, 'merge', folders[0])).toMatchObject({ exit: 1, passed: false, summary: { cases: 5, error: 2 } });
    expect((await cutover(['migrate', 'parity', 'merge', folders[0], folders[0]], { cwd })).stderr).toContain('error[SHARD_INVALID]');
    expect((await cutover(['migrate', 'parity', '--shard', '3/2'], { cwd })).exit).toBe(2);
  });
});

test('a shard to which no case falls passes, says so, and is joined with the others', async () => {
  const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config('gates: { slowdown: true, memory: true, failed_tests: true, same_errors: true }').replace('[1, 2, 3, 4, 5]', '[1, 2]') });
  const folders: string[] = [];
  for (const part of ['1/3', '2/3', '3/3']) folders.push(join('.cutover/parity', (await parity(cwd, '--shard', part)).run));
  const empty = await parity(cwd, '--shard', '3/3', '--strict');
  expect(empty).toMatchObject({ exit: 0, passed: true, summary: { cases: 0 }, notes: ['none of the 2 cases falls to this shard: nothing was compared'] });
  expect(empty.gates).toContainEqual({ name: 'parity', limit: 1, actual: null, passed: true, note: 'no case falls to this shard' });
  expect(await readFile(join(cwd, '.cutover/parity', empty.run, 'junit.xml'), 'utf8')).toContain('failures="0"');
  const { exit, stdout } = await cutover(['migrate', 'parity', '--shard', '3/3'], { cwd });
  expect([exit, stdout]).toEqual([0, expect.stringContaining('note: none of the 2 cases')]);
  const merged = await parity(cwd, 'merge', ...folders);
  expect(merged.summary).toMatchObject({ cases: 2, match: 2 });
  expect(await parity(cwd, 'merge', folders[2], folders[0])).toMatchObject({ exit: 1, summary: { cases: 2, error: 1 } });
  const left = await cutover(['migrate', 'parity', 'merge', '.cutover/parity', 'nowhere'], { cwd });
  expect([left.exit, left.stderr]).toEqual([2, expect.stringContaining('hint: name the folder of each shard\'s run, such as .cutover/parity/20261120-193200-4f2a')]);
});

describe('baselines', () => {
  test('what a side writes about its own folder is the same at any time', async () => {
    const says = 'echo "$PWD $HOME $TMPDIR" > f; ln -s "$PWD/f" link; echo "{ \\"in\\": \\"$PWD\\" }" > x.json';
    const cwd = await makeFolder({ 'old.sh': says, 'new.sh': says, 'cutover.config.yaml': config() });
    await parity(cwd, '--record', 'v1');
    expect(await parity(cwd, '--against', 'v1')).toMatchObject({ exit: 0, summary: { match: 5 } });
  });

  test('a name that leads elsewhere is refused, and so is a part in the place of the whole', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config(), '.cutover/baselines/other/run.json': '' });
    await parity(cwd, '--record', 'v1');
    for (const name of ['', '.', '..', '../x', '../../..', 'a/b', 'v1.new']) {
      const { exit, stderr } = await cutover(['migrate', 'parity', '--record', name], { cwd });
      expect([name, exit, stderr]).toEqual([name, 2, expect.stringContaining('error[BASELINE_REFUSED]')]);
    }
    const { exit, stderr } = await cutover(['migrate', 'parity', '--record', 'v1', '--case', 'n=1'], { cwd });
    expect([exit, stderr]).toEqual([2, expect.stringContaining('1 of 5 cases would replace the whole baseline "v1"')]);
    expect((await readdir(join(cwd, '.cutover/baselines'))).sort()).toEqual(['other', 'v1']);
    expect((await parity(cwd, '--against', 'v1')).summary.match).toBe(5);
    expect((await parity(cwd, '--record', 'part', '--case', 'n=1')).exit).toBe(0);
  });

  test('recorded outcomes stand in for the legacy side, files and all', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config() });
    expect((await parity(cwd, '--record', 'v1')).exit).toBe(0);
    await rm(join(cwd, 'old.sh'));
    expect(await parity(cwd, '--against', 'v1')).toMatchObject({ exit: 0, summary: { match: 5 }, performance: { speedup: null, runs: 0 } });
    await writeFile(join(cwd, 'new.sh'), 'echo "got $1"; echo "{$1}" > f');
    const changed = await parity(cwd, '--against', 'v1');
    expect(changed.summary).toMatchObject({ mismatch: 5 });
    expect(changed.cases[0]?.differences).toMatchObject([{ aspect: 'file:f', path: '/1', legacy: '1', candidate: '{1}' }]);
    await writeFile(join(cwd, 'cutover.config.yaml'), config().replace('[1, 2, 3, 4, 5]', '[1, 9]'));
    expect((await parity(cwd, '--against', 'v1')).cases[1]).toMatchObject({ verdict: 'error', differences: [{ legacy: 'the baseline v1 has no such case' }] });
    const unknown = await cutover(['migrate', 'parity', '--against', 'v2'], { cwd });
    expect([unknown.exit, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "v1"?')]);
    expect((await cutover(['migrate', 'parity', '--against', '../../x'], { cwd })).stderr).toContain('error[BASELINE_MISSING]');
  });
});

describe('a git revision', () => {
  test('runs in a clean checkout, and the working tree and its list of worktrees stay as they are', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config().replace('old.sh", "{{n}}"]', 'old.sh", "{{n}}"], ref: v1').replace('legacy: {', 'legacy: {') });
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd, encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'old');
    git('tag', 'v1');
    await writeFile(join(cwd, 'old.sh'), 'echo broken; pwd');
    const before = git('status', '--porcelain');
    const report = await parity(cwd);
    expect(report).toMatchObject({ exit: 0, summary: { match: 5 }, legacy: { ref: 'v1', version: git('rev-parse', 'v1').trim() } });
    expect(git('status', '--porcelain').replace('?? .cutover/\n', '')).toBe(before);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    await writeFile(join(cwd, 'cutover.config.yaml'), config().replace('old.sh", "{{n}}"]', 'old.sh", "{{n}}"], ref: v9'));
    const unknown = await cutover(['migrate', 'parity'], { cwd });
    expect([unknown.exit, unknown.stderr]).toEqual([2, expect.stringContaining('there is no revision "v9"')]);
  });

  test('its setup runs once for a commit', async () => {
    const cwd = await makeFolder({
      'old.sh': 'cat "$(dirname "$0")/made"',
      'new.sh': 'echo ready',
      'cutover.config.yaml': config().replace('old.sh", "{{n}}"]', 'old.sh", "{{n}}"], ref: HEAD, setup: [sh, -c, "echo ready > made; echo ran >> $LOG"]'),
    });
    for (const args of [['init', '-q'], ['add', '-A'], ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'old']]) execFileSync('git', args, { cwd });
    const env = { LOG: join(cwd, '.cutover-log') };
    for (let i = 0; i < 2; i++) expect((await cutover(['migrate', 'parity'], { cwd, env })).stdout).toContain('5 match');
    expect(await readFile(env.LOG, 'utf8')).toBe('ran\n');
  });
});

describe('reports', () => {
  test('every reporter writes its file where it is asked to', async () => {
    const cwd = await makeFolder({ ...differsAt3, 'cutover.config.yaml': config() });
    const summary = join(cwd, 'summary.md');
    const { exit, stdout, stderr } = await cutover(['migrate', 'parity', '--reporter', 'json,junit,html,markdown,github', '--out', 'reports'], { cwd, env: { GITHUB_STEP_SUMMARY: summary } });
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^failed: \.cutover\/parity\/.*report\.html$/);
    expect((await readdir(join(cwd, 'reports'))).sort()).toEqual(['junit.xml', 'report.html', 'report.json', 'report.md']);
    expect(stderr.split('\n')).toEqual([
      '::error title=parity gate%3A parity::80%25 < 100%25',
      '::error title=parity mismatch%3A n=3::stdout line 1: "got 3" became "wrong"',
    ]);
    expect(await readFile(summary, 'utf8')).toContain('| parity | 80% &lt; 100% | **FAIL** |');
    expect(await readFile(join(cwd, 'reports/junit.xml'), 'utf8')).toContain('<testcase classname="trial" name="n=3"');
    expect((await readdir(join(cwd, '.cutover/parity', (await runs(cwd))[0]))).sort()).toEqual(['junit.xml', 'outcomes.jsonl', 'report.html', 'report.json', 'run.json']);
  });

  test('a project in which nothing can be kept is told before anything runs', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config(), '.cutover': 'a file' });
    const { exit, stderr } = await cutover(['migrate', 'parity'], { cwd });
    expect([exit, stderr]).toEqual([3, expect.stringContaining('error[DISK_ERROR]')]);
  });

  test('a place that can not be written is told, and the run is kept', async () => {
    const cwd = await makeFolder({ ...same, 'cutover.config.yaml': config(), reports: 'a file' });
    const { exit, stderr } = await cutover(['migrate', 'parity', '--reporter', 'html', '--out', 'reports'], { cwd });
    expect([exit, stderr]).toEqual([3, expect.stringContaining('error[REPORT_UNWRITABLE]')]);
    expect((await parity(cwd, 'show', 'latest')).passed).toBe(true);
  });
});

describe('gates', () => {
  test('speed and memory are judged from paired runs', async () => {
    const sleepy = { 'old.sh': 'sleep 0.06; echo "$1"', 'new.sh': 'sleep 0.18; echo "$1"' };
    const cwd = await makeFolder({ ...sleepy, 'cutover.config.yaml': config('gates: { slowdown: 0.5, memory: 5, failed_tests: true, same_errors: true }').replace('[1, 2, 3, 4, 5]', '[1, 2]') });
    const report = await parity(cwd);
    expect(report.exit).toBe(1);
    expect(report.performance.runs).toBeGreaterThanOrEqual(10);
    expect(report.gates.map(({ name, limit, passed }) => [name, limit, passed])).toEqual([
      ['parity', 1, true], ['failed_tests', 0.05, true], ['slowdown', 0.5, false], ['memory', 5, true], ['same_errors', 0.95, true],
    ]);
    expect(report.gates[3]?.actual).toEqual(expect.any(Number));
  });

  test('a memory gate takes the median of three runs, and fails where the candidate needs more', async () => {
    const hungry = { 'old.sh': 'sleep 0.1; echo "$1"', 'new.sh': 'x=$(head -c 30000000 /dev/zero | tr "\\0" a); sleep 0.1; echo "$1"' };
    const cwd = await makeFolder({ ...hungry, 'cutover.config.yaml': config('gates: { memory: 1 }').replace('[1, 2, 3, 4, 5]', '[1]') });
    const { gates, performance } = await parity(cwd);
    expect(performance).toMatchObject({ runs: 3, legacy_peak_mb: expect.any(Number), memory_source: 'poll' });
    expect(performance.candidate_peak_mb).toBeGreaterThan(28);
    expect(gates[1]).toMatchObject({ name: 'memory', passed: false });
  });

  test('a run that changes the project says so', async () => {
    const cwd = await makeFolder({ 'old.sh': 'echo same', 'new.sh': 'echo same; echo x > "$(dirname "$0")/left"', 'cutover.config.yaml': config() });
    await mkdir(join(cwd, 'sub'));
    expect((await parity(cwd)).notes).toEqual(['the project\'s folder changed during the run: left']);
  });
});
