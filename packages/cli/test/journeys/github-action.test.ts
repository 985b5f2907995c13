import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { action, commentServer, repository, runAction } from '../action.ts';
import { makeFolder } from '../program.ts';

/** A project with three cases, of which the candidate gets those wrong that are named; cutover is in its node_modules. */
async function project({ wrong = '', folder = '.' } = {}): Promise<{ root: string; artifacts: string }> {
  const root = await makeFolder({
    [join(folder, 'cutover.config.yaml')]: 'name: counter\nrunners:\n  legacy: { command: [sh, "{{root}}/old.sh", "{{n}}"] }\n  candidate: { command: [sh, "{{root}}/new.sh", "{{n}}"] }\ncases: [{ n: "1" }, { n: "2" }, { n: "3" }]\n',
    [join(folder, 'old.sh')]: 'echo $1\n',
    [join(folder, 'new.sh')]: `[ "$1" = "${wrong}" ] && echo wrong || echo $1\n`,
    [join(folder, 'node_modules/.bin/cutover')]: `#!/bin/sh\nexec "${process.execPath}" "${join(repository, 'packages/cli/bin/cutover.cjs')}" "$@"\n`,
  });
  chmodSync(join(root, folder, 'node_modules/.bin/cutover'), 0o755);
  return { root, artifacts: await makeFolder() };
}

describe('a whole run', () => {
  test('passes, tells it in the summary, and comments once', async () => {
    const { root, artifacts } = await project();
    const comments = Array.from({ length: 130 }, (_, i) => ({ id: i, body: `comment ${i}` }));
    const { url } = await commentServer(comments);
    const first = await runAction(root, {}, { artifacts, api: url, pullRequest: '7' });
    expect(first, first.log).toMatchObject({ exit: 0, outputs: { passed: 'true' } });
    expect(first.summary).toContain('| 3 | 0 | 0 | 0 | 0 |');
    expect(comments, first.log).toHaveLength(131);
    expect(comments[130].body).toMatch(/^<!-- cutover parity -->\n[^]*\| 3 \| 0 \| 0 \| 0 \| 0 \|/);
    writeFileSync(join(root, 'new.sh'), 'echo wrong\n');
    const second = await runAction(root, {}, { artifacts, api: url, pullRequest: '7' });
    expect(second).toMatchObject({ exit: 1, outputs: { passed: 'false' } });
    expect(second.log).toContain('::error title=parity mismatch%3A n=1::');
    expect(comments).toHaveLength(131);
    expect(comments[130].body).toContain('| 0 | 0 | 0 | 3 | 0 |');
    const other = await runAction(root, { name: 'an "other"; $(id)' }, { artifacts, api: url, pullRequest: '7' });
    expect([other.exit, comments.length, comments[131].body.split('\n')[0]]).toEqual([1, 132, '<!-- cutover an--other-----id- -->']);
  });

  test('outside of a pull request, and where it is not wanted, it comments nothing; one that is refused fails nothing', async () => {
    const { root, artifacts } = await project();
    const { url, asked } = await commentServer([]);
    expect((await runAction(root, {}, { artifacts, api: url })).exit).toBe(0);
    expect((await runAction(root, { comment: 'false' }, { artifacts, api: url, pullRequest: '7' })).exit).toBe(0);
    expect(asked).toEqual([]);
    const refused = await runAction(root, { token: 'of a fork' }, { artifacts, api: url, pullRequest: '7' });
    expect(refused.exit).toBe(0);
    expect(refused.log).toContain('::warning title=cutover::the report could not be commented: GET /repos/someone/project/issues/7/comments?per_page=100&page=1: 401');
  });

  test('a configuration of another name, in another folder', async () => {
    const { root, artifacts } = await project({ folder: 'sub dir' });
    const { exit, log } = await runAction(root, { 'working-directory': 'sub dir', config: 'cutover.config.yaml' }, { artifacts });
    expect(exit, log).toBe(0);
    expect(readdirSync(join(root, 'sub dir/.cutover/parity'))).toHaveLength(1);
  });

  test('what can\'t be run fails with its exit code', async () => {
    const { root, artifacts } = await project();
    expect(await runAction(root, { config: 'nowhere.yaml' }, { artifacts })).toMatchObject({ exit: 2, log: expect.stringContaining('error[CONFIG_MISSING]') });
  });
});

test('parts run in jobs of their own and are judged when they are joined', async () => {
  const { root, artifacts } = await project({ wrong: '2' });
  const parts = [await runAction(root, { shard: '1/2' }, { artifacts, pullRequest: '7' }), await runAction(root, { shard: '2/2' }, { artifacts, pullRequest: '7' })];
  expect(parts.map(({ exit }) => exit)).toEqual([0, 0]);
  expect(parts.map(({ outputs }) => outputs['passed']).sort()).toEqual(['false', 'true']);
  expect(readdirSync(artifacts).sort()).toEqual(['cutover-parity-1', 'cutover-parity-2']);
  const comments: { id: number; body: string }[] = [];
  const { url } = await commentServer(comments);
  const joined = await runAction(root, { merge: 'true' }, { artifacts, api: url, pullRequest: '7' });
  expect(joined.exit, joined.log).toBe(1);
  expect(joined.log).toMatch(/parity {2}2 match .* 1 mismatch .* of 3/);
  expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('| 2 | 0 | 0 | 1 | 0 |')]);
});

test('nothing that others write becomes part of a script', async () => {
  const { root, artifacts } = await project();
  const evil = `$(touch ${root}/pwned)"; touch ${root}/pwned; "`;
  for (const input of ['shard', 'config', 'name', 'merge']) await runAction(root, { [input]: evil }, { artifacts });
  expect(existsSync(join(root, 'pwned'))).toBe(false);
  expect(action.runs.steps.flatMap(({ run = '' }) => run.match(/\$\{\{/g) ?? [])).toEqual([]);
});

test('where the project has no cutover, the one that is asked for is installed', async () => {
  const { root, artifacts } = await project();
  const bin = join(await makeFolder(), 'bin');
  mkdirSync(bin);
  // npm stands for the network here: it tells what it was asked for.
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm $*"\nexit 1\n');
  chmodSync(join(bin, 'npm'), 0o755);
  writeFileSync(join(root, 'node_modules/.bin/cutover'), '');
  chmodSync(join(root, 'node_modules/.bin/cutover'), 0o644);
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}:${before}`;
  try {
    const { exit, log } = await runAction(root, { version: '1.2.3' }, { artifacts });
    expect(exit).toBe(1);
    expect(log).toMatch(/^npm install .*--prefix \S+\/cutover @cutover\/cli@1\.2\.3/);
  } finally {
    process.env['PATH'] = before;
  }
});

test('the page has every input with its default', () => {
  const page = readFileSync(join(repository, 'docs/ci.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` \|\s*(?:`([^`]*)`|([^|]*?))\s*\|/gm)].map(([, name, value, words]) => [name, value ?? words]);
  const inputs = Object.entries(action.inputs).map(([name, each]) => [name, name === 'token' ? "the job's" : (each.default ?? '')]);
  expect(rows).toEqual(inputs);
});

test('workflows ask for no more than they need, and run what the README runs', () => {
  const workflow = (name: string) => parse(readFileSync(join(repository, '.github/workflows', name), 'utf8'));
  const [ci, release] = [workflow('ci.yml'), workflow('release.yml')];
  expect([ci.permissions, release.permissions]).toEqual([{ contents: 'read' }, {}]);
  expect(release.jobs.release.permissions).toEqual({ contents: 'write', 'pull-requests': 'write', 'id-token': 'write' });
  expect(ci.jobs.test.strategy.matrix.node).toEqual([20, 22, 24]);
  expect(ci.jobs.test.steps.flatMap(({ run }: { run?: string }) => run ?? [])).toEqual(['npm test']);
  expect(readFileSync(join(repository, 'README.md'), 'utf8')).toMatch(/^npm test$/m);
  const used = [ci.jobs.test, ci.jobs.lint, release.jobs.release].flatMap(({ steps }) => steps).concat(action.runs.steps).flatMap(({ uses }: { uses?: string }) => uses ?? []);
  expect(used.filter((uses: string) => !/^(?:actions|changesets)\/[\w-]+@v\d+$/.test(uses))).toEqual([]);
});
