import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';
import { listTree, makeTree } from '../tree.ts';

const program = fileURLToPath(new URL('../../bin/cutover.cjs', import.meta.url));
let root = '';
const migrate = (...args: string[]) => cutover(['migrate', ...args], { cwd: root });

beforeEach(async () => {
  root = await makeFolder();
  makeTree(root, { 'cutover.config.yaml': 'modules:\n  core: { legacy: [src] }\n' });
  for (let i = 0; i < 60; i++) makeTree(root, { [`src/part${i % 6}/file${i}.py`]: `content ${i}\n`.repeat(200) });
});

test('of two commands at once one works and the other says who is at it, or both work one after the other; twenty times', async () => {
  await migrate('backup');
  for (let round = 0; round < 20; round++) {
    writeFileSync(join(root, 'src/part0/file0.py'), `round ${round}`);
    const both = await Promise.all([migrate('backup', '--json'), migrate('backup', '--rehash', '--json')]);
    expect(both.some(({ exit }) => exit === 0)).toBe(true);
    for (const ran of both) {
      if (ran.exit === 0) continue;
      expect(ran.exit).toBe(3);
      expect(json(ran).error).toMatchObject({ code: 'LOCKED', message: expect.stringMatching(/^"cutover migrate backup" is changing things here since .* \(process \d+ on .*\)$/) });
    }
  }
  expect((await migrate('backups', '--verify')).exit).toBe(0);
  const { lines, warnings } = json(await migrate('history', '--kind', 'backup', '--json'));
  expect(warnings).toEqual([]);
  expect(lines.map(({ id }: { id: string }) => id).sort()).toEqual(readdirSync(join(root, 'backups')).sort());
});

test('a command that is killed at any moment leaves the old tree or the new one, and the next command tidies up', async () => {
  await migrate('backup');
  const before = listTree(root);
  for (let i = 0; i < 60; i += 2) writeFileSync(join(root, `src/part${i % 6}/file${i}.py`), 'changed');
  rmSync(join(root, 'src/part1'), { recursive: true });
  makeTree(root, { 'src/new/added.py': 'added' });
  await migrate('backup');
  const changed = listTree(root);
  const [first] = readdirSync(join(root, 'backups')).sort();
  const own = (tree: Record<string, string>): string => JSON.stringify(Object.entries(tree).filter(([path]) => path.startsWith('src')).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [oldTree, newTree] = [own(changed), own(before)];
  let [stopped, untouched, finished] = [0, 0, 0];
  for (let round = 0; round < 15; round++) {
    const child = spawn(process.execPath, [program, 'migrate', 'rollback', first], { cwd: root, stdio: 'ignore' });
    const exited = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    setTimeout(() => child.kill('SIGKILL'), 90 + round * 12 + Math.random() * 12);
    if ((await exited) === 'SIGKILL') stopped++;
    const recovered = await migrate('recover', '--json');
    expect(recovered.exit, recovered.stderr).toBe(0);
    const tree = own(listTree(root));
    expect([oldTree, newTree]).toContain(tree);
    expect(existsSync(join(root, '.cutover/tx')) ? readdirSync(join(root, '.cutover/tx')) : []).toEqual([]);
    expect(readdirSync(join(root, '.cutover')).filter((name) => name.includes('lock'))).toEqual([]);
    expect(readdirSync(join(root, 'backups')).every((name) => /^\d{8}-/.test(name))).toBe(true);
    if (tree === newTree) {
      finished++;
      const safety = readdirSync(join(root, 'backups')).sort().at(-1)!;
      const back = await migrate('rollback', safety);
      expect(back.exit, back.stderr).toBe(0);
      expect(own(listTree(root))).toBe(oldTree);
    } else untouched++;
  }
  expect((await migrate('backups', '--verify')).exit).toBe(0);
  expect(stopped, `${untouched} untouched, ${finished} finished`).toBeGreaterThan(0);
  expect(readFileSync(join(root, '.cutover/ledger.jsonl'), 'utf8').endsWith('\n')).toBe(true);
});
