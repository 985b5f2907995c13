/** A parity run as Markdown, for a pull request or a step's summary. */

import type { ParityReport, ReportCase } from '@cutover/migrate';
import { diffLines, gateWords, percent, placeWords, speedWords } from './figures.ts';

const casesShown = 20;
const differencesShown = 5;

/** The text. Whatever comes from programs stands in code, where no Markdown is read. */
export function markdownReport(report: ParityReport): string {
  const { migration, run, passed, summary, gates, notes, stale_rules, cases } = report;
  const failing = cases.filter(({ verdict }) => ['mismatch', 'error', 'noisy'].includes(verdict));
  const lines = [
    `## ${passed ? '✅' : '❌'} Parity of ${code(migration)}: ${percent(summary.parity)} of ${summary.cases} cases`,
    '',
    '| match | tolerated | noisy | mismatch | error |',
    '|---:|---:|---:|---:|---:|',
    `| ${summary.match} | ${summary.tolerated} | ${summary.noisy} | ${summary.mismatch} | ${summary.error} |`,
    '',
    '| gate | figure | |',
    '|---|---|---|',
    ...gates.map((gate) => {
      const { name, comparison } = gateWords(gate);
      return `| ${name} | ${comparison.replaceAll('<', '&lt;')}${gate.note === undefined ? '' : ` (${html(gate.note)})`} | ${gate.passed ? 'PASS' : '**FAIL**'} |`;
    }),
    '',
    `Speed: ${speedWords(report).join('; ')}. Run ${code(run)}.`,
    ...notes.map((note) => `\n> ${note.split('\n').map(code).join('<br>\n> ')}`),
    ...stale_rules.map(({ kind, where, reason }) => `\n> Stale: ${kind} ${code(where)} matched nothing (${code(reason)})`),
  ];
  for (const each of failing.slice(0, casesShown)) lines.push('', ...caseLines(each));
  if (failing.length > casesShown) lines.push('', `… and ${failing.length - casesShown} more`);
  return `${lines.join('\n')}\n`;
}

function caseLines({ id, verdict, differences }: ReportCase): string[] {
  const unexplained = differences.filter(({ rule }) => rule === null || rule.kind === 'noise');
  const shown = unexplained.slice(0, differencesShown);
  const body = shown.flatMap((each) => [placeWords(each), ...diffLines(each).map(line)]);
  if (unexplained.length > shown.length) body.push(`… ${unexplained.length - shown.length} more`);
  return [`<details><summary>${verdict} <code>${html(id)}</code></summary>`, '', ...fenced(body.map(oneLine).join('\n')), '', '</details>'];
}

function line(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function oneLine(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** A fence longer than any run of backticks inside it. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}diff`, text, fence];
}

function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${oneLine(text)}${pad}${fence}`;
}

function html(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
