/** Runs the story that an example's README tells, in a copy of the example, and holds what is printed against what it says. */

import { chmod, copyFile, cp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect } from 'vitest';
import { makeFolder } from './program.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const program = join(repository, 'packages/cli/bin/cutover.cjs');
const own = /\/(?:\.cutover|backups|__pycache__)$/;

const identity = ['-c', 'user.name=Reader', '-c', 'user.email=reader@example.org', '-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null'];

interface Step {
  command: string;
  exit: number;
  /** The lines below the command; one that is `…` stands for any number of lines. */
  printed: string[];
}

export interface Story {
  /** The copy, as the story left it. */
  folder: string;
  /** The commands that were run, in order. */
  commands: string[];
}

/**
 * Runs every command of the README's `console` blocks in order. `# exit N` behind one says how it ends, 0 if nothing is said.
 * Ids, times, sizes in memory and the like are compared as kinds; `…` within a line stands for anything.
 */
export async function tellStory(example: string): Promise<Story> {
  const place = await makeFolder();
  const folder = join(place, example);
  await cp(join(repository, 'examples', example), folder, { recursive: true, filter: (path) => !own.test(path) });
  await symlink(await realpath(join(repository, 'node_modules')), join(place, 'node_modules'));
  await writeFile(join(place, 'cutover'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(place, 'cutover'), 0o755);
  await execa('git', ['init', '-q'], { cwd: folder });
  await copyFile(join(repository, '.gitignore'), join(folder, '.git/info/exclude'));
  for (const args of [['add', '-A'], ['commit', '-qm', 'The example']]) await execa('git', [...identity, ...args], { cwd: folder });
  const env = { NO_COLOR: '1', TMPDIR: place, PATH: `${place}:${process.env['PATH'] ?? ''}`, PYTHONDONTWRITEBYTECODE: '1' };
  const steps = readStory(await readFile(join(folder, 'README.md'), 'utf8'));
  for (const { command, exit, printed } of steps) {
    const { exitCode, stdout, stderr } = await execa('sh', ['-c', command], { cwd: folder, env, reject: false, stdin: 'ignore' });
    const said = [...linesOf(stdout), ...linesOf(stderr).filter((line) => !/^\d+ of \d+ /.test(line))];
    expect(exitCode, `${command}\n${said.join('\n')}`).toBe(exit);
    if (!isAsPrinted(said, printed)) expect(said.join('\n'), `what the README says of: ${command}`).toBe(printed.join('\n'));
  }
  return { folder, commands: steps.map(({ command }) => command) };
}

function readStory(markdown: string): Step[] {
  const blocks = [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
  const steps: Step[] = [];
  for (const line of blocks) {
    const [, command, exit] = /^\$ (.*?)(?: +# exit (\d+))?$/.exec(line) ?? [];
    if (command === undefined) steps.at(-1)?.printed.push(line);
    else steps.push({ command, exit: Number(exit ?? 0), printed: [] });
  }
  return steps;
}

/** Whether the lines are as the README has them; where it has none, none are asked for. */
function isAsPrinted(said: readonly string[], printed: readonly string[]): boolean {
  if (printed.length === 0) return true;
  const pattern = printed.map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${escape(kindsOf(line)).replaceAll('…', '.*')}\n`)).join('');
  return new RegExp(`^${pattern}$`).test(said.map((line) => `${kindsOf(line)}\n`).join(''));
}

/** What is another at each run: ids, days, durations, factors, sizes. */
function kindsOf(line: string): string {
  return line
    .trimEnd()
    .replaceAll(/\b\d{8}-\d{6}-[\da-f]{4}\b/g, 'ID')
    .replaceAll(/\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?\b/g, 'DAY')
    .replaceAll(/just now|\d+ minutes? ago/g, 'AGE')
    .replaceAll(/\b[\da-f]{64}\b/g, 'DIGEST')
    .replaceAll(/^git +[\da-f]{10}\b/g, 'git COMMIT')
    .replaceAll(/[\d.]+ (ms|s)\b/g, 'N $1')
    .replaceAll(/^speed .*/g, 'speed')
    .replaceAll(/ +/g, ' ');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
