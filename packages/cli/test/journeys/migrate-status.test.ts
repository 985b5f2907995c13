import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { makeTree } from '../tree.ts';

let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });
const done = async (...args: string[]): Promise<void> => {
  const ran = await migrate(...args);
  expect(ran.exit, `${args.join(' ')}: ${ran.stderr}`).toBe(0);
};
const status = async (...args: string[]) => json(await migrate('status', ...args, '--json'));
/** An item of the checklists, whichever list it is on. */
const item = (found: { checklists: object }, id: string) => Object.values(found.checklists).flat().find((each) => each.id === id);

beforeEach(async () => {
  root = await makeFolder();
  const program = (text: string): string => `console.log(${text});\n`;
  makeTree(root, {
    'cutover.config.yaml': [
      'name: demo',
      'modules:',
      '  tool: { legacy: [old], switch: { replace: { from: new, to: old } } }',
      '  cli: { legacy: [cli.mjs], after: [tool], switch: { flag: use_new } }',
      'runners:',
      `  legacy: { command: ["${process.execPath}", "{{root}}/old/run.mjs", "{{n}}"] }`,
      `  candidate: { command: ["${process.execPath}", "{{root}}/new/run.mjs", "{{n}}"] }`,
      'cases: [{ n: "1" }, { n: "2" }]',
      'gates: { parity: 1, slowdown: 50 }',
      'flags: { file: flags.yaml, path: migration }',
      `verify: [["${process.execPath}", check.mjs]]`,
    ].join('\n'),
    'flags.yaml': 'migration:\n  use_new: false\n',
    'check.mjs': 'import { existsSync } from "node:fs"; process.exit(existsSync("broken") ? 1 : 0);',
    'old/run.mjs': program('process.argv[2]'),
    'new/run.mjs': program('`${process.argv[2]}`'),
    'cli.mjs': program('1'),
  });
});

test('before anything is done every item says what is missing, and the first command is given', async () => {
  const found = await status();
  expect(found).toMatchObject({ schema_version: 1, migration: 'demo', interrupted: [], progress: [], required: null });
  expect(found.modules).toEqual(
    ['tool', 'cli'].map((name) => ({
      name,
      way: name === 'tool' ? 'replace' : 'flag',
      serving: 'legacy',
      percent: 0,
      backup: null,
      proof: { state: 'none', run: null, at: null, why: 'no parity run yet' },
      switched: null,
      verified: { state: 'none', at: null, why: null },
      rolled_back: null,
    })),
  );
  expect(Object.values(found.checklists).flat().filter((each) => (each as { done: boolean }).done)).toEqual([]);
  expect(found.next).toEqual([{ command: 'cutover migrate backup', why: 'there is no backup yet' }]);
  expect(await migrate('status', '--require', 'backed-up')).toMatchObject({ exit: 1, stdout: expect.stringContaining('not backed-up: tool, cli') });
});

test('a backup ticks its item and goes stale by one byte, for its own module only', async () => {
  await done('backup');
  const before = await status();
  expect(item(before, 'backup')).toMatchObject({ done: true, evidence: before.modules[0].backup.id });
  expect(before.modules[0].backup).toMatchObject({ current: true, verified_at: before.modules[0].backup.at });
  expect((await migrate('status', '--require', 'backed-up')).exit).toBe(0);
  await done('backups', '--verify');
  expect((await status()).modules[0].backup.verified_at > before.modules[0].backup.at).toBe(true);
  appendFileSync(join(root, 'old/run.mjs'), ' ');
  const after = await status();
  expect(item(after, 'backup')).toMatchObject({ done: false, missing: 'tool changed since the backup' });
  expect(after.modules.map((module: { backup: { current: boolean } }) => module.backup.current)).toEqual([false, true]);
  expect(after.next[0]).toEqual({ command: 'cutover migrate backup tool', why: 'the files changed since the backup' });
});

test('a parity run proves, measures and compares; one byte of either side makes it stale and says which', async () => {
  await done('backup');
  expect((await status()).next[0].command).toBe('cutover migrate parity');
  await done('parity');
  const found = await status();
  const { run } = found.modules[0].proof;
  expect(found.modules.map((module: { proof: object }) => module.proof)).toEqual(Array.from({ length: 2 }, () => ({ state: 'proven', run, at: expect.any(String), why: null })));
  for (const id of ['baseline', 'cases', 'performance', 'parallel']) expect(item(found, id), id).toMatchObject({ done: true, evidence: expect.stringContaining(run) });
  expect(found.next[0].command).toBe('cutover migrate switch tool');
  expect((await migrate('status', '--require', 'proven')).exit).toBe(0);

  const old = readFileSync(join(root, 'cli.mjs'), 'utf8');
  appendFileSync(join(root, 'cli.mjs'), ' ');
  const changed = await status('--require', 'proven');
  expect(changed.modules.map((module: { proof: { state: string; why: string } }) => [module.proof.state, module.proof.why])).toEqual([['proven', null], ['stale', 'the files of cli changed since']]);
  expect(changed.required).toEqual({ stage: 'proven', met: false, missing: ['cli'] });
  expect(item(changed, 'baseline')).toMatchObject({ done: false, missing: `the legacy changed since run ${run}` });

  writeFileSync(join(root, 'cli.mjs'), old);
  expect((await status()).modules[1].proof.state).toBe('proven');
  const right = readFileSync(join(root, 'new/run.mjs'), 'utf8');
  appendFileSync(join(root, 'new/run.mjs'), ' ');
  const candidate = await status();
  expect(candidate.modules[0].proof).toMatchObject({ state: 'stale', why: 'the candidate changed since' });
  for (const id of ['cases', 'performance']) expect(item(candidate, id), id).toMatchObject({ done: false, missing: `the candidate changed since run ${run}` });
  expect(item(candidate, 'parallel').missing).toBe('tool, cli: the candidate changed since');

  writeFileSync(join(root, 'new/run.mjs'), right);
  const config = join(root, 'cutover.config.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('{ n: "2" }', '{ n: "3" }'));
  const cases = await status();
  expect(cases.modules.map((module: { proof: { why: string } }) => module.proof.why)).toEqual(['the cases changed since', 'the cases changed since']);
  expect(item(cases, 'cases').missing).toBe(`the cases changed since run ${run}`);
});

test('a run whose report is gone or damaged still proves by the ledger, but ticks nothing that is read from it', async () => {
  await done('backup');
  await done('parity');
  const { run } = (await status()).modules[0].proof;
  const report = join(root, '.cutover/parity', run, 'report.json');
  for (const damage of [() => writeFileSync(report, readFileSync(report, 'utf8').slice(0, 100)), () => rmSync(dirname(report), { recursive: true })]) {
    damage();
    const found = await status();
    expect([found.modules[0].proof.state, item(found, 'parallel').done]).toEqual(['proven', true]);
    for (const id of ['baseline', 'cases', 'performance']) expect(item(found, id).missing, id).toBe(`the report of run ${run} can't be read: compare again`);
  }
});

test('verify commands tick the tests of the current system, until it changes, and fail when they fail', async () => {
  expect(await migrate('status', '--verify')).toMatchObject({ exit: 0, stdout: expect.stringMatching(/verify {2}PASS/) });
  expect(item(await status(), 'tests')).toMatchObject({ done: true });
  appendFileSync(join(root, 'old/run.mjs'), ' ');
  expect(item(await status(), 'tests').missing).toMatch(/^the legacy changed since they passed/);
  writeFileSync(join(root, 'broken'), '');
  expect((await migrate('status', '--verify')).exit).toBe(1);
  expect(item(await status(), 'tests').missing).toMatch(/^they failed on/);
});

test('after switching: who serves, verified until one byte changes; after rolling back: the legacy again, and why', async () => {
  await done('backup');
  await done('parity');
  await done('switch');
  const switched = await status('--require', 'verified');
  expect(switched.required).toMatchObject({ met: true });
  expect(switched.modules[0]).toMatchObject({ serving: 'candidate', percent: 100, proof: { state: 'proven' }, switched: { forced: false }, verified: { state: 'passed' }, rolled_back: null });
  for (const id of ['integration', 'features', 'backup']) expect(item(switched, id), id).toMatchObject({ done: true });
  expect(switched.next.map((step: { command: string }) => step.command)).toEqual([
    'cutover migrate status --confirm documents --reason TEXT',
    'cutover migrate status --confirm people --reason TEXT',
    'cutover migrate clean cli',
  ]);
  expect(switched.next[2].why).toBe('cli is switched, proven and verified: the legacy files can go, and a rollback brings them back');

  const inPlace = readFileSync(join(root, 'old/run.mjs'), 'utf8');
  appendFileSync(join(root, 'old/run.mjs'), ' ');
  const changed = await status();
  expect(changed.modules[0]).toMatchObject({ verified: { state: 'stale', why: 'the files of tool changed since' }, proof: { state: 'stale', why: 'the files of tool changed since it was switched' } });
  expect(item(changed, 'features')).toMatchObject({ done: false });
  writeFileSync(join(root, 'old/run.mjs'), inPlace);

  await done('rollback', '--reason', 'wrong totals');
  const back = await status();
  expect(back.modules.map((module: { serving: string }) => module.serving)).toEqual(['legacy', 'legacy']);
  expect(back.modules[0]).toMatchObject({ backup: { current: true }, proof: { state: 'proven' }, switched: null, verified: { state: 'none' }, rolled_back: { reason: 'wrong totals', automatic: false, point: expect.stringMatching(/^\d{8}-/) } });
  expect(item(back, 'features')).toMatchObject({ done: false, missing: 'the legacy still serves tool, cli' });
  expect(item(back, 'integration')).toMatchObject({ done: false, missing: 'no module is switched' });
  expect(back.next[0].why).toContain('wrong totals');
  expect((await migrate('status', '--require', 'switched')).exit).toBe(1);
});

test('a switch that fails its checks is told as rolled back by itself', async () => {
  await done('backup');
  await done('parity');
  writeFileSync(join(root, 'broken'), '');
  expect((await migrate('switch')).exit).toBe(1);
  expect((await status()).modules[0]).toMatchObject({ serving: 'legacy', rolled_back: { automatic: true, reason: expect.stringContaining('the checks failed') } });
});

test('a share of the keys is told, and a switch without proof with its reason', async () => {
  await done('switch', 'tool', '--force', '--reason', 'no time');
  await done('switch', 'cli', '--percent', '25', '--force', '--reason', 'no time');
  const [tool, cli] = (await status()).modules;
  expect(tool).toMatchObject({ serving: 'candidate', proof: { state: 'none' }, switched: { forced: true, reason: 'no time', run: null } });
  expect(cli).toMatchObject({ serving: 'both', percent: 25 });
  expect((await migrate('status')).stdout).toContain('candidate 25%, legacy 75%');
});

test('what Python compiles when a program runs changes no evidence', async () => {
  await done('backup');
  await done('parity');
  makeTree(root, { 'old/__pycache__/run.pyc': 'x', 'new/__pycache__/run.pyc': 'y' });
  expect(item(await status('--require', 'proven'), 'backup')).toMatchObject({ done: true });
  expect((await status('--require', 'proven')).required).toMatchObject({ met: true });
  await done('switch', 'tool');
  makeTree(root, { 'old/__pycache__/other.pyc': 'z' });
  expect((await status()).modules[0]).toMatchObject({ proof: { state: 'proven' }, verified: { state: 'passed' } });
});

test('data that is only backed up is not asked to be switched, and keeps no item of the checklists open', async () => {
  const config = readFileSync(join(root, 'cutover.config.yaml'), 'utf8');
  makeTree(root, { 'data/one.csv': 'a\n', 'cutover.config.yaml': config.replace('runners:', '  data: { legacy: [data] }\nrunners:') });
  await done('backup');
  await done('parity');
  expect(await migrate('status', '--require', 'verified')).toMatchObject({ exit: 1, stdout: expect.stringContaining('not verified: tool, cli') });
  await done('switch');
  const found = await status('--require', 'verified');
  expect(found.required).toEqual({ stage: 'verified', met: true, missing: [] });
  expect(found.modules[2]).toMatchObject({ name: 'data', way: null, serving: 'legacy' });
  expect(item(found, 'features')).toMatchObject({ done: true });
  expect((await migrate('status')).stdout).toContain('  serves  legacy, for good: it has no switch');
});

test('what no program can see is confirmed with a reason, by name, for this candidate', async () => {
  expect(await migrate('status', '--confirm', 'people')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--confirm needs --reason') });
  await done('status', '--confirm', 'people', '--reason', 'told at the Monday meeting');
  expect(item(await status(), 'people')).toMatchObject({ done: true, evidence: expect.stringContaining('told at the Monday meeting') });
  appendFileSync(join(root, 'new/run.mjs'), ' ');
  expect(item(await status(), 'people').missing).toContain('the candidate changed since');
});

test('the progress is drawn over the runs that compared every case', async () => {
  await done('backup');
  const right = readFileSync(join(root, 'new/run.mjs'), 'utf8');
  writeFileSync(join(root, 'new/run.mjs'), 'console.log(1);\n');
  expect((await migrate('parity')).exit).toBe(1);
  expect((await status()).progress).toEqual([{ run: expect.any(String), at: expect.any(String), parity: 0.5, failures: 1, speedup: expect.any(Number), memory: expect.toSatisfy((share) => share === null || share > 0), size_bytes: expect.any(Number) }]);
  expect((await migrate('status')).stdout).not.toContain('progress');
  writeFileSync(join(root, 'new/run.mjs'), right);
  await done('parity', '--case', 'n=1');
  await done('parity');
  const { stdout } = await migrate('status');
  expect(stdout).toContain('progress 2 runs');
  expect(stdout).toContain('  parity  ▁█  50% -> 100%');
  expect(stdout).toContain('  failed  █▁  1 -> 0');
  const shown = await migrate('status', '--html', 'pages/status.html');
  expect(shown.stdout.split('\n').at(-1)).toBe('page    pages/status.html');
  const page = readFileSync(join(root, 'pages/status.html'), 'utf8');
  expect(page).toContain('<p class="change">50% → 100%</p>');
  expect(page).toContain('<code>cutover migrate switch tool</code>');
});

test('the page is written also when what is required is missing, and never where it can\'t be', async () => {
  expect(json(await migrate('status', '--json')).page).toBe(null);
  const required = await migrate('status', '--require', 'proven', '--html', 'status.html', '--json');
  expect([required.exit, json(required).page]).toEqual([1, 'status.html']);
  expect(readFileSync(join(root, 'status.html'), 'utf8')).toContain('No parity run has compared every case yet.');
  expect(await migrate('status', '--html', 'old')).toMatchObject({ exit: 3, stdout: '', stderr: expect.stringMatching(/^error\[REPORT_UNWRITABLE\]: .*old.*folder/) });
});
