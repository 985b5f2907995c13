/** The one visual language of docs/terminal.md holds for what the commands really print, good and bad. */

import { chmod, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';

const config = `
modules:
  greet: { legacy: [greet.sh], switch: { replace: { from: next.sh, to: greet.sh } } }
runners:
  legacy: { command: [sh, "{{root}}/greet.sh", "{{n}}"] }
  candidate: { command: [sh, "{{root}}/next.sh", "{{n}}"] }
cases: [{ n: 1 }, { n: 2 }]
verify: [[sh, greet.sh, "1"]]
compare: { expected: [{ case: "n=9", reason: no such case }] }
`;

/** Words that begin a line and are not the label of a fact. */
const others = /^(PASS|FAIL|SKIP|KEPT|keep|remove|replace|create|switch|mismatch|noisy|before|during|after|progress) |^\d{8}-|^\d{4}-/;

test('labels stand in one column, marks and colours are the same everywhere, and colour carries nothing alone', { timeout: 120_000 }, async () => {
  const cwd = await makeFolder({ 'cutover.config.yaml': config, 'greet.sh': 'echo hello $1', 'next.sh': 'echo hello $(($1 % 2))', 'scripts/bad.py': 'def main():\n    pass\n' });
  const lines: string[] = [];
  const see = async (exit: number, ...args: string[]): Promise<void> => {
    const { stdout, stderr, exit: ended } = await cutover(args, { cwd, env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(ended, `${args.join(' ')}\n${stderr}`).toBe(exit);
    // Node itself tells that both variables are set.
    lines.push(...`${stdout}\n${stderr}`.split('\n').filter((line) => !/^\((node:|Use `node)/.test(line)));
  };
  await see(1, 'migrate', 'parity');
  await see(3, 'migrate', 'switch');
  await see(0, 'migrate', 'backup', '-m', 'first');
  await see(0, 'migrate', 'switch', '--force', '--reason', 'to look at it');
  await see(0, 'migrate', 'status');
  await see(0, 'migrate', 'rollback');
  await see(0, 'migrate', 'backups', 'show', 'latest');
  await see(0, 'migrate', 'backups', 'prune', '--keep', '1');
  await see(0, 'migrate', 'history');
  await see(1, 'test', 'script', 'bad');
  await see(0, 'test', 'spec', 'bad');
  const { path } = json(await cutover(['migrate', 'backup', '--json'], { cwd }));
  await chmod(join(cwd, path, 'data/greet.sh'), 0o644);
  await appendFile(join(cwd, path, 'data/greet.sh'), 'x');
  await see(1, 'migrate', 'backups', '--verify');

  const plain = lines.map((line) => stripVTControlCharacters(line));
  expect(plain.filter((line) => /\s$/.test(line))).toEqual([]);
  const labelled = plain.filter((line) => /^ {0,2}[a-z]+ {2,}\S/.test(line) && !others.test(line) && !line.startsWith('  - '));
  expect(labelled.length).toBeGreaterThan(30);
  expect(labelled.filter((line) => !/^(?: {2})?(?=.{8})[a-z]+ {2,}(?<=^(?: {2})?.{8})\S/.test(line))).toEqual([]);
  // Red and green for what holds and what does not, magenta for what wants a look, bold and faint: yellow is not readable on white.
  const codes = new Set(lines.flatMap((line) => line.split('\u001B[').slice(1).map((part) => part.slice(0, part.indexOf('m')))));
  expect([...codes].filter((code) => !['1', '2', '22', '31', '32', '35', '39', '22;1', '22;2'].includes(code))).toEqual([]);
  expect(codes).toContain('35');
  const marks = plain.filter((line) => /\b(PASSED|FAILED|OK|ERROR|DAMAGED|Pass|Fail|Note|Hint|Warning)\b/.test(line));
  expect(marks).toEqual([]);
  expect(plain).toEqual(expect.arrayContaining([expect.stringMatching(/^FAIL {2}\d{8}-/), expect.stringMatching(/^hint: /), expect.stringMatching(/^ {6}hint: /), expect.stringMatching(/^stale: /)]));
});
