/** A parity run as JUnit XML: a test a case, so that every CI service can show it. */

import type { ParityReport, ReportCase } from '@cutover/migrate';
import { gateWords, placeWords } from './figures.ts';

/** The document. A mismatch is a failure, an error an error; each gate is a test, too. */
export function junitReport({ migration, summary, gates, cases, started_at }: ParityReport): string {
  const failedGates = gates.filter((gate) => !gate.passed).length;
  const head = `tests="${summary.cases + gates.length}" failures="${summary.mismatch + summary.noisy + failedGates}" errors="${summary.error}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${head}>`,
    `  <testsuite name="${xml(`parity ${migration}`)}" ${head} timestamp="${xml(started_at)}">`,
    ...cases.map((each) => testCase(each, migration)),
    ...gates.map((gate) => {
      const { name, comparison } = gateWords(gate);
      const open = `    <testcase classname="${xml(migration)}.gates" name="${xml(name)}"`;
      return gate.passed ? `${open}/>` : `${open}><failure message="${xml(comparison)}"/></testcase>`;
    }),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ id, verdict, differences, candidate }: ReportCase, migration: string): string {
  const open = `    <testcase classname="${xml(migration)}" name="${xml(id)}" time="${((candidate?.duration_ms ?? 0) / 1000).toFixed(3)}"`;
  if (verdict === 'match' || verdict === 'tolerated') return `${open}/>`;
  const unexplained = differences.filter(({ rule }) => rule === null || rule.kind === 'noise');
  const body = unexplained.slice(0, 50).map((each) => `${placeWords(each)}\n- ${text(each.legacy)}\n+ ${text(each.candidate)}`);
  const tag = verdict === 'error' ? 'error' : 'failure';
  const message = `${verdict}: ${unexplained.slice(0, 3).map(placeWords).join(', ')}`;
  return `${open}>\n      <${tag} type="${verdict}" message="${xml(message)}">${xml(body.join('\n'))}</${tag}>\n    </testcase>`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text as XML takes it: markup escaped, and characters that XML 1.0 has no place for replaced. */
function xml(value: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return value
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => escapes[character]!);
}
