/** JUnit XML of any run, so that every CI service can show it. */

export interface JunitTest {
  classname: string;
  name: string;
  /** s */
  time?: number;
  /** What is wrong; without it the test passed. */
  problem?: { tag: 'failure' | 'error'; type: string; message: string; body?: string };
  skipped?: boolean;
}

/** The test of what one script hands to another; `time` in s. */
export function edgeTest(name: string, edge: { compatible: boolean | null; compatibility_issues: readonly string[] }, time?: number): JunitTest {
  const [message = ''] = edge.compatibility_issues;
  const problem = { tag: 'failure' as const, type: 'NOT_COMPATIBLE', message, body: edge.compatibility_issues.join('\n') };
  return { classname: 'edge', name, ...(time === undefined ? {} : { time }), skipped: edge.compatible === null, ...(edge.compatible === false ? { problem } : {}) };
}

/** The document for one suite. `timestamp` is ISO 8601. */
export function junitDocument(suite: string, tests: readonly JunitTest[], timestamp?: string): string {
  const count = (tag: 'failure' | 'error') => tests.filter((test) => test.problem?.tag === tag).length;
  const skipped = tests.filter((test) => test.skipped).length;
  const counts = `tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(suite)}" ${counts}${timestamp === undefined ? '' : ` timestamp="${xml(timestamp)}"`}>`,
    ...tests.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ classname, name, time, problem, skipped }: JunitTest): string {
  const took = time === undefined ? '' : ` time="${time.toFixed(3)}"`;
  const open = `    <testcase classname="${xml(classname)}" name="${xml(name)}"${took}`;
  if (skipped) return `${open}><skipped/></testcase>`;
  if (!problem) return `${open}/>`;
  const { tag, type, message, body = '' } = problem;
  return `${open}>\n      <${tag} type="${xml(type)}" message="${xml(message)}">${xml(body)}</${tag}>\n    </testcase>`;
}

/** Text as XML takes it: markup escaped, and characters that XML 1.0 has no place for replaced. */
function xml(value: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return value
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => escapes[character]!);
}
