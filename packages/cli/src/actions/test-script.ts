/** Tests scripts and shows the results, once or whenever they change. */

import { chooseScripts, recordVerdicts, runtimeTester, watchScripts, type ScriptResult, type TestOptions } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { writeJunit } from '../junit-file.ts';
import type { JunitTest } from '../reporters/junit-document.ts';
import type { Answer, Session } from '../session.ts';
import { tellProgress } from '../terminal/progress.ts';
import { scriptReport } from '../terminal/script-report.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions, [string[]]> = async (session, options, given) => {
  const { k: pattern, lastFailed: onlyFailed } = options;
  if (given.length === 0 && pattern === undefined && !onlyFailed) {
    throw cliError('USAGE', { message: "missing required argument 'name'", hint: 'name scripts, or choose among all with -k PATTERN or --last-failed' });
  }
  const core = await coreOptions(session, options);
  const { names, notes } = await chooseScripts(given, { pattern, onlyFailed }, core);
  for (const note of notes) session.say(note);
  const keep = async (results: ScriptResult[], asked: number): Promise<Answer> => {
    recordVerdicts(core.workspace, 'scripts', verdictsOf(results));
    await writeJunit(session, options.junit, 'cutover test script', results.map(junitTest));
    return answer(session, asked, results);
  };
  if (!options.watch) return keep(await testWithProgress(session, names, core), names.length);
  const { watchAndShow } = await import('../watching.ts');
  return watchAndShow(
    session,
    (results: ScriptResult[]) => keep(results, results.length),
    (listener) => watchScripts(names, { ...core, signal: session.signal }, listener),
  );
};

export default action;

/** That a script can be loaded does not clear it of a failure. */
function verdictsOf(results: readonly ScriptResult[]): Record<string, boolean> {
  const told = results.filter(({ success, mode }) => !success || mode === 'executed');
  return Object.fromEntries(told.map(({ script_path: path, success }) => [path, success]));
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

function junitTest(result: ScriptResult): JunitTest {
  const own = { classname: result.language, name: result.script_name, time: result.execution_time };
  if (result.success) return own;
  return { ...own, problem: { tag: 'failure', type: result.error_code ?? '', message: result.error_message ?? '', body: result.stderr_tail } };
}
