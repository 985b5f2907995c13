/** Tests whether one script can read what another writes, and shows what speaks against it. */

import { runtimeTester } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { compatibilityReport } from '../terminal/compatibility-report.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions, [string, string]> = async (session, options, a, b) => {
  const result = await runtimeTester(await coreOptions(session, options)).testDataCompatibility(a, b);
  return {
    exit: result.compatible ? 0 : 1,
    document: { schema_version: 1, ...result },
    text: compatibilityReport(result, session.cwd, makeStyle(session.terminal.color)),
  };
};

export default action;
