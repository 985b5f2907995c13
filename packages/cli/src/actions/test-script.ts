/** Tests scripts and shows the results, once or whenever they change. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { findAllScripts, fitsPattern, lastFailed, recordFailed, runtimeTester, watchScripts, type ScriptResult, type TestOptions } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { junitDocument } from '../reporters/junit-document.ts';
import type { Answer, Session } from '../session.ts';
import { tellProgress } from '../terminal/progress.ts';
import { scriptReport } from '../terminal/script-report.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions, [string[]]> = async (session, options, given) => {
  const core = await coreOptions(session, options);
  const names = await chooseNames(session, options, core, given);
  const keep = async (results: ScriptResult[], asked: number): Promise<Answer> => {
    await recordFailed(core.workspace, results);
    if (options.junit !== undefined) await writeReport(resolve(session.cwd, options.junit), junit(results));
    return answer(session, asked, results);
  };
  if (!options.watch) return keep(await testWithProgress(session, names, core), names.length);

  let exit: Answer['exit'] = 0;
  await watchScripts(names, { ...core, signal: session.signal }, async (results, changed) => {
    if (changed.length > 0) session.say(`\nchanged: ${changed.map((file) => relative(session.cwd, file)).join(', ')}`);
    const last = await keep(results, results.length);
    exit = last.exit;
    session.say(`${last.text}\nwaiting for changes; Ctrl-C ends`);
  });
  return { exit, document: { schema_version: 1 }, text: '' };
};

export default action;

/** The names given, or all scripts where `-k` or `--last-failed` choose among them. */
async function chooseNames(session: Session, options: TestActionOptions, core: TestOptions, given: readonly string[]): Promise<readonly string[]> {
  const { k: pattern, lastFailed: onlyFailed } = options;
  if (given.length === 0 && pattern === undefined && !onlyFailed) {
    throw cliError('USAGE', { message: "missing required argument 'name'", hint: 'name scripts, or choose among all with -k PATTERN or --last-failed' });
  }
  let names = given;
  if (onlyFailed) {
    const failed = await lastFailed(core.workspace);
    if (failed.length === 0) session.say('no failure is known from an earlier run: nothing is left out');
    else names = given.length === 0 ? failed : failed.filter((path) => given.some((name) => path.includes(`/${name}`)));
  }
  if (names.length === 0) names = findAllScripts([core.workspace, ...core.scriptDirs]).map((script) => script.path);
  if (pattern !== undefined) names = names.filter((name) => fitsPattern(name.split('/').at(-1)!.replace(/\.[^.]+$/, ''), pattern));
  if (names.length > 0) return names;
  throw cliError('NOTHING_CHOSEN', {
    message: pattern === undefined ? 'there is no script to test' : `no script fits -k "${pattern}"`,
    hint: 'name scripts by name or path, or add their folder with --scripts-dir',
  });
}

async function testWithProgress(session: Session, names: readonly string[], core: TestOptions): Promise<ScriptResult[]> {
  const progress = tellProgress(session, 'scripts');
  try {
    const tester = runtimeTester({
      ...core,
      onEvent: (event) => {
        if (event.kind === 'finished') progress.at(event.done, event.total, event.result.script_name);
      },
    });
    return await tester.testScript(...names);
  } finally {
    progress.end();
  }
}

function answer(session: Session, asked: number, results: readonly ScriptResult[]): Answer {
  const success = results.length === asked && results.every((result) => result.success);
  return {
    exit: success ? 0 : 1,
    document: { schema_version: 1, success, results },
    text: scriptReport(results, asked, session.cwd, makeStyle(session.terminal.color)),
  };
}

async function writeReport(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function junit(results: readonly ScriptResult[]): string {
  const tests = results.map((result) => ({
    classname: result.language,
    name: result.script_name,
    time: result.execution_time,
    ...(result.success
      ? {}
      : { problem: { tag: 'failure' as const, type: result.error_code ?? '', message: result.error_message ?? '', body: result.stderr_tail } }),
  }));
  return junitDocument('cutover test script', tests);
}
