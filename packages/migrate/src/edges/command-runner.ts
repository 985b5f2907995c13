/** Runs a side that is a command: an argument list, or a shell line where the configuration asks for one. */

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '@cutover/runtime-testing';
import type { Case } from '../domain/case.ts';
import { migrateError } from '../domain/errors.ts';
import { toolPath } from '../domain/one-line.ts';
import type { RunnerConfig } from '../domain/runner-config.ts';
import { fillTemplate, fillWord, quoteForShell } from '../domain/template.ts';
import type { Runner } from './runner.ts';
import type { Sandbox } from './sandbox.ts';

export interface RunnerContext {
  side: 'legacy' | 'candidate';
  /** What `{{root}}` stands for: the folder of the configuration, or that of the checkout. */
  root: string;
  /** The environment that both sides share, without the names of the user's own folders. */
  env: Readonly<Record<string, string | undefined>>;
  /** What `cutover` as the first word of a command stands for. */
  self: readonly string[];
  /** The Python interpreter that the configuration names, relative to the root, if any. */
  python: string | undefined;
}

/** A runner of the configured command. Its `run` throws RUNNER_START when there is no such program. */
export function commandRunner(config: RunnerConfig, context: RunnerContext): Runner {
  const { side, root, self } = context;
  return {
    report: { runner: Array.isArray(config.command) ? config.command.map(readable).join(' ') : (config.command ?? ''), ref: config.ref ?? null, version: null },
    run: async (each, sandbox, signal) => {
      const values = { case: each, root };
      const command = commandFor(config, each, root, self);
      const input = config.stdin === undefined ? undefined : { file: await stdinFile(fillTemplate(config.stdin, values), each, sandbox) };
      const ran = await runCommand({
        command,
        shell: config.shell,
        cwd: sandbox.work,
        env: sandboxEnv(config, context, each, sandbox),
        timeoutMs: config.timeout,
        input,
        signal,
      });
      if (ran.end.state === 'could-not-start') {
        throw migrateError('RUNNER_START', {
          message: `can't start the ${side} runner: ${command[0]}: ${ran.end.reason}`,
          where: `runners.${side}.command`,
          hint: startHint(command[0], root),
        });
      }
      return ran;
    },
    close: async () => undefined,
  };
}

function startHint(program: string, root: string): string {
  if (program.includes('/')) return 'each run starts in an empty folder: a program of the project is {{root}}/…';
  return existsSync(join(root, toolPath(program))) ? `the project's own is {{root}}/${toolPath(program)}` : `is ${program} installed, and on the PATH?`;
}

/** A word of the command as it is shown in reports. */
function readable(word: string): string {
  return word === '' || /[\s'"]/.test(word) ? JSON.stringify(word) : word;
}

/** The file a case is read from; a relative one lies in the work folder. */
async function stdinFile(path: string, each: Case, { work }: Sandbox): Promise<string> {
  const file = resolve(work, path);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return file;
  throw migrateError('CASE_INPUT', { message: `case "${each.id}": ${found ? 'not a file' : 'no such file'} for stdin: ${path}`, where: each.where });
}

function commandFor(config: RunnerConfig, each: Case, root: string, self: readonly string[]): [string, ...string[]] {
  if (typeof config.command === 'string') return [fillTemplate(config.command, { case: each, root, quote: quoteForShell })];
  const words = (config.command ?? []).flatMap((word) => fillWord(word, { case: each, root }));
  return (words[0] === 'cutover' ? [...self, ...words.slice(1)] : words) as [string, ...string[]];
}

/** The shared environment, with folders of the sandbox in place of the user's own, and the side's variables on top. */
export function sandboxEnv(config: Pick<RunnerConfig, 'env'>, { root, env }: RunnerContext, each: Case, sandbox: Sandbox): Record<string, string | undefined> {
  const own = Object.entries(config.env).map(([name, value]) => [name, fillTemplate(value, { case: each, root })]);
  return {
    ...env,
    HOME: sandbox.home,
    TMPDIR: sandbox.temp,
    TMP: sandbox.temp,
    TEMP: sandbox.temp,
    PWD: sandbox.work,
    // Compiled modules go beside the sandbox, never into the user's tree.
    PYTHONPYCACHEPREFIX: join(sandbox.base, '..', 'pycache'),
    ...Object.fromEntries(own),
  };
}
