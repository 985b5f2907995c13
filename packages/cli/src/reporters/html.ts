/** A parity run as one self-contained page: no network, no file beside it, nothing of the programs' output obeyed. */

import type { ParityReport, ReportCase } from '@cutover/migrate';
import { gateWords, percent, placeWords, sidesOf, speedWords } from './figures.ts';
import { distribution } from './html-chart.ts';
import { html, htmlPage, momentText } from './html-page.ts';
import { pageScript, type PageCase } from './html-script.ts';

const differencesKept = 40;
const textKept = 2000;

/** The page. */
export function htmlReport(report: ParityReport): string {
  const { migration, run, passed, summary, legacy, candidate, started_at } = report;
  const data = JSON.stringify(report.cases.map(pageCase), wellFormed).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  const title = `${passed ? 'PASS' : 'FAIL'} parity of ${migration}`;
  const body = `<header>
  <p class="run">${html(run)} · ${html(momentText(started_at))}${load(report)}</p>
  <h1><span class="badge ${passed ? 'good' : 'bad'}">${passed ? 'PASS' : 'FAIL'}</span> ${html(migration)}</h1>
  <p class="lead"><strong>${percent(summary.parity)}</strong> of ${summary.cases} cases agree; ${html(speedWords(report).join('; '))}.</p>
  <dl class="sides"><dt>legacy</dt><dd><code>${html(legacy.runner)}</code>${revision(legacy)}</dd><dt>candidate</dt><dd><code>${html(candidate.runner)}</code>${revision(candidate)}</dd></dl>
</header>
<main>
<section aria-labelledby="gates"><h2 id="gates">Gates</h2><ul class="gates">${report.gates.map(gateItem).join('')}</ul>${asides(report)}</section>
${charts(report)}
<section aria-labelledby="cases"><h2 id="cases">Cases</h2>
<div class="tools" role="search">
  <input id="filter" type="search" placeholder="Filter ( / )" aria-label="Filter cases" autocomplete="off">
  <div class="chips" id="chips" role="group" aria-label="Verdicts"></div>
</div>
<p id="count" role="status"></p>
<div id="list"></div>
<button id="more" type="button" hidden>Show more</button>
<noscript><p>The list of cases needs JavaScript; report.json has them all.</p></noscript>
</section>
</main>`;
  return htmlPage({ title, body, scripts: `<script type="application/json" id="data">${data}</script>\n<script>(${pageScript.toString()})()</script>\n` });
}

function load({ machine }: ParityReport): string {
  return machine === undefined ? '' : ` · load ${machine.load_before} to ${machine.load_after} on ${machine.processors} processors`;
}

/** Half a surrogate pair is no character: some browsers stumble over it. */
function wellFormed(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\uFFFD') : value;
}

/** A case as the page needs it: short, so that ten thousand of them load at once. */
function pageCase({ id, verdict, differences, legacy, candidate }: ReportCase): PageCase {
  const ends = (outcome: ReportCase['legacy']) =>
    outcome === null ? '' : `${outcome.timed_out ? 'timed out' : (outcome.signal ?? `exit ${outcome.exit_code}`)}, ${outcome.duration_ms.toFixed(0)} ms`;
  return {
    i: id,
    v: verdict,
    l: ends(legacy),
    c: ends(candidate),
    d: [...differences.filter(({ rule }) => rule === null), ...differences.filter(({ rule }) => rule !== null)].slice(0, differencesKept).map(pageDifference),
    m: Math.max(0, differences.length - differencesKept),
  };
}

function pageDifference(difference: ReportCase['differences'][number]): PageCase['d'][number] {
  const { kind, rule } = difference;
  const { legacy, candidate, told = null } = sidesOf(difference, 1);
  const shown = (text: string | undefined) => (text === undefined ? told : cut(text));
  return [placeWords(difference), kind, shown(legacy), shown(candidate), rule === null ? '' : `${rule.kind}: ${rule.reason}`];
}

function cut(text: string): string {
  return text.length > textKept ? `${text.slice(0, textKept)}…` : text;
}

function gateItem(gate: ParityReport['gates'][number]): string {
  const { name, comparison } = gateWords(gate);
  const note = gate.note === undefined ? '' : ` <small>${html(gate.note)}</small>`;
  return `<li><span class="badge ${gate.passed ? 'good' : 'bad'}">${gate.passed ? 'PASS' : 'FAIL'}</span> <strong>${html(name)}</strong> ${html(comparison)}${note}</li>`;
}

function asides({ notes, stale_rules }: ParityReport): string {
  const items = [...notes, ...stale_rules.map(({ kind, where, reason }) => `stale: ${kind} ${where} matched nothing (${reason})`)];
  return items.length === 0 ? '' : `<ul class="asides">${items.map((item) => `<li>${html(item)}</li>`).join('')}</ul>`;
}

function charts({ cases }: ParityReport): string {
  const of = (pick: (outcome: NonNullable<ReportCase['legacy']>) => number | null) => {
    const values = (side: 'legacy' | 'candidate') => cases.flatMap((each) => (each[side] === null ? [] : (pick(each[side]) ?? [])));
    return { legacy: values('legacy'), candidate: values('candidate') };
  };
  const drawn = [
    distribution('Duration of each case', 'ms', of((outcome) => outcome.duration_ms)),
    distribution('Peak memory of each case, as seen while it ran', 'MB', of((outcome) => outcome.peak_memory_mb)),
  ].filter((chart) => chart !== '');
  return drawn.length === 0 ? '' : `<section aria-labelledby="speed"><h2 id="speed">Speed and memory</h2><div class="charts">${drawn.join('')}</div></section>`;
}

function revision({ ref, version }: ParityReport['legacy']): string {
  return ref === null ? '' : ` at ${html(ref)}${version === null ? '' : ` <small>${html(version.slice(0, 12))}</small>`}`;
}
