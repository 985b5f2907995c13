/** A parity run as JUnit XML: a test a case, and one a gate. */

import type { ParityReport, ReportCase } from '@cutover/migrate';
import { diffLines, gateWords, placeWords } from './figures.ts';
import { junitDocument, type JunitTest } from './junit-document.ts';

/** The document. A mismatch is a failure, an error an error; each gate is a test, too. */
export function junitReport({ migration, gates, cases, started_at }: ParityReport): string {
  const gateTests = gates.map((gate): JunitTest => {
    const { name, comparison } = gateWords(gate);
    const test = { classname: `${migration}.gates`, name };
    return gate.passed ? test : { ...test, problem: { tag: 'failure', type: 'gate', message: comparison } };
  });
  return junitDocument(`parity ${migration}`, [...cases.map((each) => caseTest(each, migration)), ...gateTests], started_at);
}

function caseTest({ id, verdict, differences, candidate }: ReportCase, migration: string): JunitTest {
  const test = { classname: migration, name: id, time: (candidate?.duration_ms ?? 0) / 1000 };
  if (verdict === 'match' || verdict === 'tolerated') return test;
  const unexplained = differences.filter(({ rule }) => rule === null || rule.kind === 'noise');
  const body = unexplained.slice(0, 50).map((each) => [placeWords(each), ...diffLines(each)].join('\n')).join('\n');
  const message = `${verdict}: ${unexplained.slice(0, 3).map(placeWords).join(', ')}`;
  return { ...test, problem: { tag: verdict === 'error' ? 'error' : 'failure', type: verdict, message, body } };
}
