import { describe, expect, test } from 'vitest';
import type { MigrationStatus, ModuleStatus, ParityReport, ProgressPoint } from '@cutover/migrate';
import { htmlReport } from '../../src/reporters/html.ts';
import { htmlStatus } from '../../src/reporters/html-status.ts';
import { hasBrowser, seenIn, type Window } from './browser.ts';

const at = '2026-11-21T12:00:00.000Z';
const hostile = `</style></script><script>document.title="owned"</script><img src=x onerror=alert(1)>"'&${'x'.repeat(300)}`;

/** `count` runs; the speed of every seventh was not measured, and memory never. */
function runs(count: number): ProgressPoint[] {
  return Array.from({ length: count }, (_, i) => ({
    run: `20261121-120000-${i.toString(16).padStart(4, '0')}`,
    at: new Date(Date.parse(at) + i * 60_000).toISOString(),
    parity: (i + 1) / count,
    failures: count - i - 1,
    speedup: i % 7 === 3 ? null : 1 + i / 10,
    memory: null,
    size_bytes: 1000,
  }));
}

function statusOf(progress: ProgressPoint[], name = 'runtime'): MigrationStatus {
  const module: ModuleStatus = {
    name,
    way: 'replace',
    serving: 'candidate',
    percent: 100,
    backup: { id: name, at, current: true, verified_at: '2026-11-21T13:00:00.000Z' },
    proof: { state: 'stale', run: name, at, why: name },
    switched: { id: name, at, forced: true, reason: name, run: null },
    verified: { state: 'failed', at, why: name },
    rolled_back: { id: name, at, point: name, reason: name, automatic: false },
  };
  const item = { id: 'tests', item: 'tests pass', done: true, evidence: name, missing: null };
  return { modules: [module], checklists: { before: [item], during: [{ ...item, done: false, evidence: null, missing: name }], after: [] }, next: [{ command: `cutover migrate switch ${name}`, why: name }], interrupted: [], progress };
}

const page = (progress: ProgressPoint[], name = 'runtime') => htmlStatus(statusOf(progress, name), { migration: name, at });

test('the page lets nothing run and nothing be fetched', () => {
  expect(page(runs(3))).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page(runs(3), hostile)).not.toMatch(/<(?:script|img)/);
});

describe.runIf(hasBrowser)('the page of the status, in a real browser', () => {
  const figures = `
    const figure = (name) => [...document.querySelectorAll('figure')].find((each) => each.querySelector('strong').textContent === name);
    const told = (name) => [figure(name).querySelector('.change, .unknown').textContent, figure(name).querySelectorAll('circle').length, figure(name).querySelectorAll('polyline').length];
    const rows = document.querySelectorAll('tbody tr');
    return [told('parity'), told('failed'), told('speed'), told('memory'), told('size'), rows.length, rows[0].textContent];`;

  test('without a run it says so', async () => {
    expect(await seenIn(page([]), "return [document.querySelectorAll('figure, table').length, document.querySelector('#progress').parentElement.textContent];")).toEqual([0, 'ProgressNo parity run has compared every case yet.']);
  });

  test('one run is a dot, and its figures', async () => {
    expect(await seenIn(page(runs(1)), figures)).toEqual([['100%', 1, 0], ['0', 1, 0], ['1.00x', 1, 0], ['not measured', 0, 0], ['1.0 KB', 1, 0], 1, '20261121-120000-00002026-11-21 12:00 UTC100%01.00x–1.0 KB']);
  });

  test('a line goes through the runs, with gaps where nothing was measured', async () => {
    expect(await seenIn(page(runs(8)), figures)).toEqual([['12.5% → 100%', 8, 1], ['7 → 0', 8, 1], ['1.00x → 1.70x', 7, 2], ['not measured', 0, 0], ['1.0 KB → 1.0 KB', 8, 1], 8, '20261121-120000-00072026-11-21 12:07 UTC100%01.70x–1.0 KB']);
  });

  test('a thousand runs are lines with their last dot, within the drawing, and rows to scroll', async () => {
    const told = await seenIn(page(runs(1000)), `
      const outside = [...document.querySelectorAll('.trend')].flatMap((svg) => [...svg.querySelectorAll('polyline')].filter((line) => { const box = line.getBBox(); return box.x < 0 || box.y < 0 || box.x + box.width > svg.viewBox.baseVal.width || box.y + box.height > svg.viewBox.baseVal.height; }));
      const summary = document.querySelector('summary');
      summary.focus();
      const reached = [document.activeElement === summary];
      summary.click();
      const table = document.querySelector('.scroll');
      table.focus();
      reached.push(document.activeElement === table, table.scrollHeight > table.clientHeight);
      return { outside: outside.length, reached, figures: (() => { ${figures} })() };`);
    expect(told).toMatchObject({ outside: 0, reached: [true, true, true], figures: [['0.1% → 100%', 1, 1], ['999 → 0', 1, 1], ['1.00x → 100.90x', 1, 144], ['not measured', 0, 0], ['1.0 KB → 1.0 KB', 1, 1], 1000, expect.any(String)] });
  });

  test.each([400, 1200])('nothing hostile is obeyed or breaks out at %i pixels', async (width) => {
    const probe = `
      const texts = ['h1', 'h3', '.next code', '.next small', '.ticks small', 'dd'].map((place) => document.querySelector(place).textContent);
      document.querySelector('summary').click();
      return [document.title, document.querySelectorAll('img, main script, header script').length, document.documentElement.scrollWidth <= innerWidth, innerWidth, document.querySelector('.next code').textContent];`;
    expect(await seenIn(page(runs(3), hostile), probe, { width })).toEqual([`status of ${hostile}`, 0, true, width, `cutover migrate switch ${hostile}`]);
  });

  test('it looks as the page of a parity run does, by day and by night', async () => {
    const outcome = { exit_code: 0, signal: null, timed_out: false, duration_ms: 1, peak_memory_mb: 1, stdout: '', stderr: '', files: {} };
    const side = { runner: 'a', ref: null, version: null };
    const report: ParityReport = {
      schema_version: 1, run: '20261121-120000-abcd', migration: 'a', started_at: at, finished_at: at, legacy: side, candidate: side, content: { legacy: '', candidate: '', cases: '', modules: {} },
      summary: { cases: 1, match: 1, tolerated: 0, noisy: 0, mismatch: 0, error: 0, parity: 1 },
      performance: { legacy_median_ms: 1, candidate_median_ms: 1, speedup: null, ci95: null, runs: 0, legacy_peak_mb: null, candidate_peak_mb: null },
      gates: [{ name: 'parity', limit: 1, actual: 1, passed: true }], stale_rules: [], passed: true, notes: [], cases: [{ id: 'a', verdict: 'match', differences: [], legacy: outcome, candidate: outcome }],
    };
    const look = `return ['body', 'h1', 'h2', '.lead', 'section .badge.good'].map((place) => { const { color, backgroundColor, fontFamily, fontSize } = getComputedStyle(document.querySelector(place)); return [color, backgroundColor, fontFamily, fontSize]; });`;
    const seen = async (html: string, window: Window) => JSON.stringify(await seenIn(html, look, window));
    const [day, night] = [await seen(page(runs(3)), { scheme: 'light' }), await seen(page(runs(3)), { scheme: 'dark' })];
    expect([await seen(htmlReport(report), { scheme: 'light' }), await seen(htmlReport(report), { scheme: 'dark' })]).toEqual([day, night]);
    expect(day).not.toBe(night);
  });
});

test.skipIf(!hasBrowser)('the words in a chart are no larger than those beside it where it is as wide as the page', async () => {
  const height = await seenIn(page(runs(3)), "return Math.max(...[...document.querySelectorAll('svg.trend text')].map((each) => each.getBoundingClientRect().height));", { width: 500 });
  expect(height).toBeGreaterThan(0);
  expect(height).toBeLessThan(22);
});
