/** Tests scripts and shows the results. */

import { testScripts } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { scriptReport } from '../terminal/script-report.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions, [string[]]> = async (session, options, names) => {
  const results = await testScripts(names, await coreOptions(session, options));
  const success = results.length === names.length && results.every((result) => result.success);
  return {
    exit: success ? 0 : 1,
    document: { schema_version: 1, success, results },
    text: scriptReport(results, names.length, session.cwd, makeStyle(session.terminal.color)),
  };
};

export default action;
