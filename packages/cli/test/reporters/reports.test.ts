import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { githubAnnotations } from '../../src/reporters/github.ts';
import { htmlReport } from '../../src/reporters/html.ts';
import { junitReport } from '../../src/reporters/junit.ts';
import { markdownReport } from '../../src/reporters/markdown.ts';
import { parityText } from '../../src/terminal/parity.ts';
import { makeStyle } from '../../src/terminal/style.ts';
import { hasBrowser, seenIn } from './browser.ts';

const hostile = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'&\u0000\u0008\uD800`````](x)|';
const outcome = { exit_code: 0, signal: null, timed_out: false, duration_ms: 12, peak_memory_mb: 8, stdout: hostile, stderr: '', files: {} };

/** A run of `count` cases, of which every tenth differs. */
function reportOf(count: number, text = 'plain'): ParityReport {
  const cases = Array.from({ length: count }, (_, i): ParityReport['cases'][number] => {
    const differs = i % 10 === 0;
    const difference = { aspect: 'stdout', path: `/a/${text}`, kind: 'changed' as const, legacy: text, candidate: null, rule: null };
    return { id: `case ${i} ${text}`, verdict: differs ? 'mismatch' : 'match', differences: differs ? [difference] : [], legacy: outcome, candidate: outcome };
  });
  const mismatch = cases.filter(({ verdict }) => verdict === 'mismatch').length;
  return {
    schema_version: 1, run: '20261121-120000-abcd', migration: text, started_at: '2026-11-21T12:00:00.000Z', finished_at: '2026-11-21T12:00:01.000Z',
    legacy: { runner: text, ref: null, version: null }, candidate: { runner: text, ref: 'main', version: 'abc' }, content: { legacy: '', candidate: '', cases: '', modules: {} },
    summary: { cases: count, match: count - mismatch, tolerated: 0, noisy: 0, mismatch, error: 0, parity: (count - mismatch) / count },
    performance: { legacy_median_ms: 12, candidate_median_ms: 10, speedup: 1.2, ci95: [1.1, 1.3], runs: 10, legacy_peak_mb: 8, candidate_peak_mb: 9 },
    gates: [{ name: 'parity', limit: 1, actual: (count - mismatch) / count, passed: false, note: text }], stale_rules: [{ kind: 'ignore', where: text, reason: text }], passed: false, notes: [text], cases,
  };
}

test('JUnit XML is well formed, whatever the programs wrote, and counts what it holds', () => {
  const xml = junitReport(reportOf(20, hostile));
  const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => name === 'testcase' }).parse(xml, true) as {
    testsuites: { tests: string; failures: string; testsuite: { testcase: { name: string; failure?: object }[] } };
  };
  const { testcase } = testsuites.testsuite;
  expect([testsuites.tests, testsuites.failures]).toEqual(['21', '3']);
  expect([testcase.length, testcase.filter(({ failure }) => failure !== undefined).length]).toEqual([21, 3]);
  expect(xml.includes('\u0000') || xml.includes('\u0008')).toBe(false);
});

test('Markdown keeps what programs wrote within code', () => {
  const text = markdownReport(reportOf(10, hostile));
  expect(text).toContain('``````diff');
  expect(text.replaceAll(/``````diff\n[^]*?\n``````/g, '').replaceAll(/(`+)[^]*?\1/g, '')).not.toContain('<script>');
});

test('Markdown gives notes, ids and patterns as they are, and none of them is read as Markdown', () => {
  const note = 'see ![x](http://evil) @team, add:\nscrub: [{ pattern: "a|b" }]';
  const text = markdownReport({ ...reportOf(1), notes: [note], stale_rules: [{ kind: 'scrub', where: 'a|b', reason: 'why' }] });
  expect(text).toContain('\n> `see ![x](http://evil) @team, add:`<br>\n> `scrub: [{ pattern: "a|b" }]`\n');
  expect(text).toContain('> Stale: scrub `a|b` matched nothing (`why`)');
  expect(text).toContain('<summary>mismatch <code>case 0 plain</code></summary>');
});

test('what one side lacks is not shown as null, and a line end can be seen', () => {
  const of = (kind: 'added' | 'missing' | 'failed', legacy: string | null, candidate: string | null, path = '/3') => ({ aspect: 'stdout', path, kind, legacy, candidate, rule: null });
  const report = reportOf(1);
  const [first] = report.cases;
  const differences = [of('added', null, 'x', '/a'), of('missing', '', null), of('failed', 'timed out', 'timed out', ''), of('failed', null, 'twice', '/id=1'), of('failed', 'columns a', 'columns b', '')];
  const told = { ...report, notes: ['\u001B[31m'], cases: [{ ...first, differences }] };
  const diff = 'stdout /a\n+ x\nstdout line 3\n- (a line end)\nstdout\ntimed out\nstdout /id=1\n+ twice\nstdout\n- columns a\n+ columns b';
  expect(markdownReport(told)).toContain(`\`\`\`diff\n${diff}\n\`\`\``);
  expect(junitReport(told)).toContain(`>${diff}</failure>`);
  expect(githubAnnotations(told)[1]).toBe('::error title=parity mismatch%3A case 0 plain::stdout /a: only in the candidate: x');
  const terminal = parityText(told, 'report.html', { style: makeStyle(false), width: 80, whole: false });
  expect(terminal).toContain('  stdout line 3  (only in the legacy)\n    - (a line end)\n  stdout\n    timed out\n  … 2 more differences in this case\n');
  expect(terminal).toContain('note: \\u{1b}[31m\n');
});

describe.runIf(hasBrowser)('the page, in a real browser', () => {
  test('shows cases that differ first, filters, and opens one by keyboard', async () => {
    const told = await seenIn(htmlReport(reportOf(10_000)), `
      const told = [];
      const rows = () => [...document.querySelectorAll('#list details')];
      told.push(rows().length, rows()[0].querySelector('.badge').textContent, rows()[0].open, rows()[0].querySelectorAll('.pair pre').length);
      const filter = document.getElementById('filter');
      document.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }));
      told.push(document.activeElement === filter);
      filter.value = 'case 7775'; filter.dispatchEvent(new Event('input'));
      told.push(rows().length, document.getElementById('count').textContent);
      rows()[0].querySelector('summary').click();
      told.push(rows()[0].open);
      filter.value = ''; filter.dispatchEvent(new Event('input'));
      document.querySelector('#chips button').click();
      told.push(document.getElementById('count').textContent);
      return told;`);
    expect(told).toEqual([100, 'mismatch', true, 2, true, 1, '1 of 10000 cases', true, '1000 of 10000 cases']);
  });

  test.each([400, 700, 1200])('nothing is wider than the page at %i pixels, in the list and in an opened case', async (width) => {
    const wide = `/a-long-name/${'x'.repeat(400)} ${'several words '.repeat(40)}`;
    const told = await seenIn(htmlReport(reportOf(20, wide)), `
      const outside = () => [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.tagName + '.' + each.className);
      const told = [innerWidth, document.scrollingElement.scrollWidth <= innerWidth, outside()];
      for (const each of document.querySelectorAll('#list details')) each.open = true;
      return [...told, document.querySelectorAll('#list details[open]').length, document.scrollingElement.scrollWidth <= innerWidth, outside()];`, { width });
    expect(told).toEqual([width, true, [], 20, true, []]);
  });

  test('obeys nothing of what programs wrote', async () => {
    const told = await seenIn(htmlReport(reportOf(20, hostile)), "return document.title + ' ' + document.querySelectorAll('main img, main script, header img').length;");
    expect(told).toMatch(/^FAIL parity of [^]* 0$/);
  });
});
