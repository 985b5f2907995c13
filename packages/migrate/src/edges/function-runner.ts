/** Runs a side that is a function of a JavaScript, TypeScript or Python module, each call in a process of its own. */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { javascriptFunctionCommand, pythonFunctionCommand, runCommand, type FunctionCall } from '@cutover/runtime-testing';
import type { Case } from '../domain/case.ts';
import { migrateError } from '../domain/errors.ts';
import { parseExactJson } from '../domain/exact-json.ts';
import type { RunnerConfig } from '../domain/runner-config.ts';
import { sandboxEnv, type RunnerContext } from './command-runner.ts';
import type { Runner } from './runner.ts';

/** A runner of the configured function. Its `run` throws RUNNER_START when there is no such function or interpreter. */
export function functionRunner(config: RunnerConfig, context: RunnerContext): Runner {
  const { side, root } = context;
  const { module, python } = config;
  return {
    report: { runner: module ?? python ?? '', ref: config.ref ?? null, version: null },
    run: async (each, sandbox, signal) => {
      const [requestFile, resultFile] = [join(sandbox.base, 'request.json'), join(sandbox.base, 'result.json')];
      await writeFile(requestFile, JSON.stringify({ ...target(config, root), ...input(each) } satisfies FunctionCall));
      await rm(resultFile, { force: true });
      const env = sandboxEnv(config, context, each, sandbox);
      const command =
        python === undefined
          ? javascriptFunctionCommand(requestFile, resultFile)
          : pythonFunctionCommand(requestFile, resultFile, { env: context.env, cwd: root, configured: interpreter(context) });
      const ran = await runCommand({ command, cwd: sandbox.work, env, timeoutMs: config.timeout, signal });
      if (ran.end.state === 'could-not-start') throw cannotStart(side, config, `${command[0]}: ${ran.end.reason}`);
      const result = await readResult(resultFile);
      if (result === undefined) return ran;
      if ('missing' in result) throw cannotStart(side, config, result.missing);
      return { ...ran, value: result.value };
    },
    close: async () => undefined,
  };
}

function target({ module = '', python }: RunnerConfig, root: string): { file: string; name: string } | { root: string; module: string; name: string } {
  const [path = '', name = ''] = (python ?? module).split(python === undefined ? '#' : ':');
  return python === undefined ? { file: resolve(root, path), name } : { root, module: path, name };
}

/** A field named `args` is a list of arguments; without it the fields are given by their names. */
function input(each: Case): { args: readonly unknown[] } | { fields: Readonly<Record<string, unknown>> } {
  const { id: _id, args, ...fields } = each.fields;
  return Array.isArray(args) ? { args } : { fields };
}

function interpreter({ python, root }: RunnerContext): string | undefined {
  return python?.includes('/') ? resolve(root, python) : python;
}

async function readResult(file: string): Promise<{ value: unknown } | { missing: string } | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (parseExactJson(text)?.value as { value: unknown } | undefined);
}

function cannotStart(side: 'legacy' | 'candidate', config: RunnerConfig, reason: string) {
  return migrateError('RUNNER_START', { message: `can't start the ${side} runner: ${reason}`, where: `runners.${side}.${config.python === undefined ? 'module' : 'python'}` });
}

