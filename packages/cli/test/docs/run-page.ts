/** Runs the pages of documentation: each in one shell and an empty home, as its reader would. */

import { readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect } from 'vitest';
import { makeFolder } from '../program.ts';
import { readPage, updatePage, type PageStep } from './page.ts';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const program = join(repository, 'packages/cli/bin/cutover.cjs');
/** Where pages show the program to be. */
const installed = '/usr/local/lib/node_modules/@cutover/cli';
/** What is told of slow work, on a machine that is slow enough. */
const progress = /^\d+ of \d+ (cases|files|scripts|steps|timed pairs)(, .+ left)?\n/gm;
const mark = '\u001E';

/** The pages below a folder of the repository that have commands. */
export function pagesIn(folder: string): string[] {
  const paths = readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  return paths.filter((path) => path.endsWith('.md') && readFileSync(join(repository, path), 'utf8').includes('```console')).sort();
}

/** Fails when a page shows what its commands do not print; updates it where vitest is told to. */
export async function testPage(path: string): Promise<void> {
  await expect(await updated(readFileSync(join(repository, path), 'utf8'))).toMatchFileSnapshot(join(repository, path));
}

/** The page with what its commands print today. */
export async function updated(page: string): Promise<string> {
  const steps = readPage(page);
  return updatePage(page, steps, await runPage(steps));
}

/**
 * What each step printed on both streams, `[exit N]` below it where a command did not end with 0. Pages find `cutover` on the PATH, and
 * comments in them this repository as `$REPOSITORY`. Throws when the preparation of a page fails.
 */
async function runPage(steps: readonly PageStep[]): Promise<string[]> {
  const folder = await makeFolder();
  const [home, bin] = [join(folder, 'home'), join(folder, 'bin')];
  await mkdir(home);
  await mkdir(bin);
  await writeFile(join(bin, 'cutover'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'cutover'), 0o755);
  const me = { GIT_AUTHOR_NAME: 'you', GIT_AUTHOR_EMAIL: 'you@example.org', GIT_COMMITTER_NAME: 'you', GIT_COMMITTER_EMAIL: 'you@example.org' };
  const { stdout } = await execa('bash', ['-c', `exec 2>&1\n${steps.map(scriptOf).join('\n')}`], {
    cwd: home,
    env: { ...me, HOME: home, PATH: `${bin}:${process.env['PATH']}`, REPOSITORY: repository, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GITHUB_STEP_SUMMARY: '' },
    stdin: 'ignore',
    stripFinalNewline: false,
  });
  const printed = stdout.split(mark);
  return steps.map((step, i) => {
    const text = (printed[2 * i] ?? '').replaceAll(home, '/home/you').replaceAll(join(repository, 'packages/cli'), installed).replaceAll(progress, '').trimEnd();
    const exit = printed[2 * i + 1];
    if (step.kind !== 'command' && exit !== '0') throw new Error(`${step.kind === 'file' ? `writing ${step.path}` : step.command} ended with ${exit}:\n${text}`);
    return [text, exit === '0' ? '' : `[exit ${exit}]`].filter(Boolean).join('\n');
  });
}

function scriptOf(step: PageStep): string {
  const command = step.kind === 'file' ? fileScript(step.path, step.content, step.append) : step.command;
  return `${command}\nprintf '${mark}%s${mark}' $?`;
}

function fileScript(path: string, content: string, append: boolean): string {
  return `mkdir -p "$(dirname '${path}')" && cat ${append ? '>>' : '>'} '${path}' <<'END OF FILE'\n${content}\nEND OF FILE`;
}
