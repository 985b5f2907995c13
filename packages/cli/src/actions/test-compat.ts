/** Tests whether one script can read what another writes, and shows what speaks against it, once or whenever they change. */

import { choosePair, keptPair, lastVerdicts, recordVerdicts, runtimeTester, watchCompatibility, type CompatibilityResult } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { writeJunit } from '../junit-file.ts';
import { edgeTest } from '../reporters/junit-document.ts';
import type { Answer } from '../session.ts';
import { compatibilityReport, keptReport } from '../terminal/compatibility-report.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';
import { watchAndShow } from '../watching.ts';

const action: Action<TestActionOptions, [string, string]> = async (session, options, a, b) => {
  const core = await coreOptions(session, options);
  const style = makeStyle(session.terminal.color);
  const scripts = choosePair(a, b, options.k, core);
  const pair = scripts.map(({ path }) => path).join(' -> ');
  const keep = async (result: CompatibilityResult): Promise<Answer> => {
    recordVerdicts(core.workspace, 'pairs', { [pair]: result.compatible });
    await writeJunit(session, options.junit, 'cutover test compat', [edgeTest(`${result.script_a}->${result.script_b}`, result, result.execution_time)]);
    return { exit: result.compatible ? 0 : 1, document: { schema_version: 1, ...result }, text: compatibilityReport(result, session.cwd, style) };
  };
  if (options.watch) return watchAndShow(session, keep, (listener) => watchCompatibility(a, b, { ...core, signal: session.signal }, listener));
  if (options.lastFailed && lastVerdicts(core.workspace, 'pairs')[pair] === true) {
    const kept = keptPair(scripts[0].name, scripts[1].name);
    await writeJunit(session, options.junit, 'cutover test compat', [{ classname: 'edge', name: `${kept.script_a}->${kept.script_b}`, skipped: true }]);
    return { exit: 0, document: { schema_version: 1, ...kept }, text: keptReport(kept, style) };
  }
  return keep(await runtimeTester(core).testDataCompatibility(a, b));
};

export default action;
