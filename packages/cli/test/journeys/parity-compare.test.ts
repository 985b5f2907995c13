import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';

const results = { a: 'passed', b: 'passed', c: 'passed', d: 'failed', e: 'skipped' };
type Results = Record<string, string>;
const worse: Results = { a: 'failed', c: 'skipped', d: 'passed', e: 'skipped', f: 'passed' };

const forms: Record<string, { file: string; write: (results: Results) => string }> = {
  'junit': {
    file: 'r.xml',
    write: (given) => `<?xml version="1.0"?><testsuites><testsuite name="s"><properties/><testsuite name="inner">${Object.entries(given)
      .map(([name, status]) => `<testcase classname="C" name="${name}" time="0.1">${status === 'failed' ? '<failure message="&lt;x&gt;">no</failure>' : status === 'skipped' ? '<skipped/>' : ''}</testcase>`)
      .join('')}</testsuite></testsuite></testsuites>`,
  },
  'pytest-json': { file: 'r.json', write: (given) => JSON.stringify({ created: 1, exitcode: 1, tests: Object.entries(given).map(([nodeid, outcome]) => ({ nodeid, outcome, call: { duration: 0.1 } })) }) },
  'jest-json': {
    file: 'r.json',
    write: (given) => JSON.stringify({ success: false, testResults: [{ name: `/${Object.keys(given).length}/t/one.test.js`, status: 'failed', assertionResults: Object.entries(given).map(([fullName, status]) => ({ fullName, status: status === 'skipped' ? 'pending' : status, duration: 1 })) }] }),
  },
  'tap': {
    file: 'r.tap',
    write: (given) => `TAP version 13\n1..5\n${Object.entries(given).map(([name, status], i) => `${status === 'failed' ? 'not ok' : 'ok'} ${i + 1} - ${name}${status === 'skipped' ? ' # SKIP later' : ''}\n  ---\n  duration_ms: 1\n  ...`).join('\n')}\n`,
  },
};

describe.each(Object.entries(forms))('%s', (format, { file, write }) => {
  test('a new failure, a vanished test and a new skip each count', async () => {
    const cwd = await makeFolder({ [`old/${file}`]: write(results), [`new/${file}`]: write(worse) });
    const result = await cutover(['migrate', 'parity', 'compare', `old/${file}`, `new/${file}`, '--json'], { cwd });
    const document = json(result);
    expect(result.exit).toBe(1);
    expect(document).toMatchObject({ schema_version: 1, passed: false, old: { format, tests: 5 }, new: { format, tests: 5 } });
    expect(document.summary).toEqual({ same: 1, new_failure: 1, vanished: 1, new_skip: 1, fixed: 1, added: 1 });
    expect(document.gates).toEqual([{ name: 'failed_tests', limit: 0.05, actual: 1, passed: false }]);
    expect(document.changes.map((change: { name: string; kind: string }) => `${change.kind} ${change.name.at(-1)}`)).toEqual(['new_failure a', 'vanished b', 'new_skip c', 'fixed d', 'added f']);
  });

  test('a report agrees with itself', async () => {
    const cwd = await makeFolder({ [file]: write(results) });
    expect((await cutover(['migrate', 'parity', 'compare', file, file], { cwd })).exit).toBe(0);
  });
});

test('the limit is that of the configuration', async () => {
  const cwd = await makeFolder({ 'old.tap': 'ok 1 - a\nok 2 - b\n', 'new.tap': 'ok 1 - a\nnot ok 2 - b\n', 'cutover.config.yaml': 'gates: { failed_tests: 0.5 }' });
  const { exit, stdout } = await cutover(['migrate', 'parity', 'compare', 'old.tap', 'new.tap'], { cwd });
  expect(exit).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'new failure  b  passed -> failed',
    '',
    'tests   1 same  1 new failure  0 vanished  0 new skip  0 fixed  0 new   of 2',
    'gates   failed tests 50% <= 50% PASS',
  ]);
});

test('subtests of TAP are named by the way to them', async () => {
  const tap = 'TAP version 13\n# Subtest: group\n    # Subtest: one\n    ok 1 - one\n    not ok 2 - two\n    1..2\nnot ok 1 - group\n1..1\n';
  const cwd = await makeFolder({ 'old.tap': tap.replaceAll('not ok', 'ok'), 'new.tap': tap });
  expect(json(await cutover(['migrate', 'parity', 'compare', 'old.tap', 'new.tap', '--json'], { cwd })).changes).toEqual([{ name: 'group > two', kind: 'new_failure', old: 'passed', new: 'failed' }]);
});

test.each([
  ['nothing there', undefined, "can't read new: no such file"],
  ['another JSON', '{"a": 1}', 'is no test report of a known form'],
  ['broken XML', '<testsuites><testcase', 'is no test report of a known form'],
  ['prose', 'all fine', 'is no test report of a known form'],
  ['no test', '<testsuites></testsuites>', 'holds no test'],
])('%s is told', async (_, content, message) => {
  const cwd = await makeFolder({ old: 'ok 1 - a\n', ...(content === undefined ? {} : { new: content }) });
  const { exit, stderr } = await cutover(['migrate', 'parity', 'compare', 'old', 'new'], { cwd });
  expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
});
