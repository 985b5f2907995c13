import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cutover, makeFolder } from '../program.ts';

const init = (cwd: string, ...args: string[]) => cutover(['init', ...args], { cwd });
const written = (root: string): string => readFileSync(join(root, 'cutover.config.yaml'), 'utf8');

test('a tool of the project before the program is no argument', async () => {
  const root = await makeFolder({ 'tool.ts': '', 'node_modules/.bin/tsx': '#!/bin/sh\necho "$2"\n' });
  chmodSync(join(root, 'node_modules/.bin/tsx'), 0o755);
  for (const words of [['tsx'], ['npx', 'tsx']]) {
    expect(await init(root, '--record', '--', ...words, 'tool.ts', '--level', '1')).toMatchObject({ exit: 0 });
    const { runners, cases } = parse(written(root));
    expect([runners.legacy.command, cases]).toEqual([['{{root}}/node_modules/.bin/tsx', '{{root}}/tool.ts', '{{args}}'], [{ id: '--level 1', args: ['--level', '1'] }]]);
    rmSync(join(root, 'cutover.config.yaml'));
  }
});

test('runs the legacy, keeps what it does, and takes its arguments for a case', async () => {
  const root = await makeFolder({ 'tool.py': 'import sys, time\nprint(open(sys.argv[1]).read(), time.strftime("%Y-%m-%dT%H:%M:%S"), time.perf_counter_ns(), sys.argv[2:])\n', 'in/a.txt': 'a' });
  const ran = await init(root, '--record', '--', 'python3', 'tool.py', 'in/a.txt', '--level', '1 2');
  expect(ran, ran.stderr).toMatchObject({ exit: 0, stdout: expect.stringContaining('next    cutover migrate backup') });
  const { runners, cases } = parse(written(root));
  expect(runners).toEqual({ legacy: { command: ['python3', '{{root}}/tool.py', '{{args}}'] } });
  expect(cases).toEqual([{ id: 'in/a.txt --level 1 2', args: ['in/a.txt', '--level', '1 2'], files: ['in/a.txt'] }]);
  expect(readFileSync(join(root, '.cutover/baselines/recorded/outcomes.jsonl'), 'utf8')).toContain("['--level', '1 2']");
});

test('noise between two runs of the legacy becomes a rule', async () => {
  const root = await makeFolder({ 'old.sh': 'date +%Y-%m-%dT%H:%M:%S.%N\n', 'new.sh': 'date +%Y-%m-%dT%H:%M:%S.%N\n' });
  expect(await init(root, '--candidate', 'sh new.sh', '--record', '--', 'sh', 'old.sh')).toMatchObject({ exit: 0 });
  expect(parse(written(root)).compare.scrub).toHaveLength(1);
  expect(await cutover(['migrate', 'parity'], { cwd: root })).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 tolerated') });
});

test('with inputs, {} stands for each of them; a legacy that fails is told, one that is not there is an error', async () => {
  const root = await makeFolder({ 'tool.py': 'import sys\nsys.exit(int(sys.argv[1]))\n' });
  expect(await init(root, '--record', '--input', '0', '--input', '3', '--', 'python3', 'tool.py', '{}')).toMatchObject({ exit: 0, stderr: expect.stringContaining('warning: the legacy ended with 3 in case "3"') });
  expect(parse(written(root)).cases).toEqual([{ id: '0', input: '0' }, { id: '3', input: '3' }]);
  const empty = await makeFolder();
  expect(await init(empty, '--record', '--', 'no-such-program-here', 'x')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[RUNNER_START]') });
  expect(existsSync(join(empty, 'cutover.config.yaml'))).toBe(false);
});

test('its command is what comes after --', async () => {
  const root = await makeFolder();
  expect(await init(root, '--record')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[USAGE]: --record needs the command of the legacy') });
  expect(await init(root, 'python3', 'old.py')).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[USAGE]') });
});
