/** Judges two recorded test reports. */

import { compareTestFiles, type TestChange } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { loadConfig } from '../config-file.ts';
import { findConfig } from '../config-finder.ts';
import { gateWords } from '../reporters/figures.ts';
import { label } from '../terminal/facts.ts';
import { makeStyle, passMark, type Style } from '../terminal/style.ts';
import { visible } from '../terminal/visible.ts';

const changesShown = 30;
const kinds: Record<TestChange['kind'], string> = { new_failure: 'new failure', vanished: 'vanished', new_skip: 'new skip', fixed: 'fixed', added: 'new' };

const compare: Action<object, [string, string]> = async (session, _, before, now) => {
  const file = findConfig(session.cwd, session.globals.config);
  const limits = file === undefined ? undefined : (await loadConfig(session.cwd, file)).config.gates;
  const reports = compareTestFiles(session.cwd, before, now, limits);
  const { summary, gate, changes } = reports.comparison;
  const side = (file: string, { format, tests }: typeof reports.before) => ({ file, format, tests: tests.size });
  return {
    exit: gate.passed ? 0 : 1,
    document: {
      schema_version: 1,
      old: side(before, reports.before),
      new: side(now, reports.now),
      summary,
      gates: [gate],
      passed: gate.passed,
      changes: changes.map(({ name, kind, before, now }) => ({ name, kind, old: before, new: now })),
    },
    text: comparisonText(reports.comparison, reports.now.tests.size, makeStyle(session.terminal.color)),
  };
};

export default compare;

function comparisonText({ summary, gate, changes }: Awaited<ReturnType<typeof compareTestFiles>>['comparison'], tests: number, style: Style): string {
  const worse = changes.filter(({ kind }) => kind !== 'fixed' && kind !== 'added');
  const lines = worse.slice(0, changesShown).map(({ name, kind, before, now }) => `${style.bad(kinds[kind].padEnd(12))} ${visible(name)}  ${style.dim(`${before ?? 'nothing'} -> ${now ?? 'nothing'}`)}`);
  if (worse.length > changesShown) lines.push(style.dim(`… and ${worse.length - changesShown} more (--json has them all)`));
  const counts = Object.entries(kinds).map(([kind, words]) => {
    const text = `${summary[kind as TestChange['kind']]} ${words}`;
    return text.startsWith('0 ') ? style.dim(text) : text;
  });
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    `${label('tests', style)}${summary.same} same  ${counts.join('  ')}   of ${tests}`,
    `${label('gates', style)}${gateWords(gate).name} ${gateWords(gate).comparison} ${passMark(gate.passed, style)}`,
  ].join('\n');
}
