/** How a parity run looks on a terminal: the first mismatches as small diffs, then the block that says it all. */

import type { Difference, ParityReport, ReportCase } from '@cutover/migrate';
import type { Style } from './style.ts';

const casesShown = 5;
const differencesShown = 3;

/** The whole text of a run; `reportPath` is where its report lies, as the reader may open it. */
export function parityText(report: ParityReport, reportPath: string, style: Style): string {
  const details = differingCases(report, style);
  return [...details, ...(details.length > 0 ? [''] : []), ...asides(report, style), ...block(report, reportPath, style)].join('\n');
}

function differingCases({ cases }: ParityReport, style: Style): string[] {
  const order = ['error', 'mismatch', 'noisy'] as const;
  const wanted = order.flatMap((verdict) => cases.filter((each) => each.verdict === verdict));
  const lines = wanted.slice(0, casesShown).flatMap((each) => [...caseLines(each, style), '']);
  const more = wanted.length - casesShown;
  const first = wanted[casesShown];
  if (more > 0 && first) lines.push(style.dim(`… and ${more} more: cutover migrate parity show latest ${quoted(first.id)}`), '');
  return lines.slice(0, -1);
}

/** One case with its differences that no rule explains; with `all` every difference. */
export function caseLines({ id, verdict, differences }: ReportCase, style: Style, all = false): string[] {
  const unexplained = differences.filter(({ rule }) => all || rule === null || rule.kind === 'noise');
  const shown = all ? unexplained : unexplained.slice(0, differencesShown);
  const lines = [`${verdictStyle(verdict, style)(verdict.padEnd(9))} ${style.bold(visible(id))}`, ...shown.flatMap((each) => differenceLines(each, style))];
  const more = unexplained.length - shown.length;
  if (more > 0) lines.push(style.dim(`  … ${more} more ${more === 1 ? 'difference' : 'differences'} in this case`));
  return lines;
}

function differenceLines({ aspect, path, kind, legacy, candidate, rule }: Difference, style: Style): string[] {
  const isText = ['text', 'added', 'missing', 'more'].includes(kind) && /^\/\d+$/.test(path) && /^(stdout|stderr|file:)/.test(aspect);
  const place = isText ? `line ${path.slice(1)}` : path;
  const head = `  ${[visible(aspect), visible(place)].filter(Boolean).join(' ')}${note(kind, isText)}`;
  const reason = rule === null ? '' : style.dim(`  ${rule.kind}: ${rule.reason}`);
  if (kind === 'failed') return [`${head}${reason}`, `    ${style.bad(shown(legacy ?? candidate))}`];
  if (kind === 'more') return [`${head}${reason}`, `    ${style.dim(shown(legacy ?? candidate))}`];
  return [
    `${head}${reason}`,
    ...(kind === 'added' ? [] : [`    ${style.bad('-')} ${shown(legacy)}`]),
    ...(kind === 'missing' ? [] : [`    ${style.good('+')} ${shown(candidate)}`]),
  ];
}

function note(kind: Difference['kind'], isText: boolean): string {
  const notes: Partial<Record<Difference['kind'], string>> = { missing: 'only in the legacy', added: 'only in the candidate', order: 'another order', type: 'another type', timed_out: 'timed out' };
  const told = notes[kind];
  return told === undefined || (isText && kind === 'text') ? '' : `  (${told})`;
}

function asides({ notes, stale_rules }: ParityReport, style: Style): string[] {
  return [
    ...notes.map((line) => `${style.warn('note')}    ${line}`),
    ...stale_rules.map(({ kind, where, reason }) => `${style.warn('stale')}   ${kind} ${visible(where)} matched nothing: ${visible(reason)}`),
  ];
}

function block(report: ParityReport, reportPath: string, style: Style): string[] {
  const { summary } = report;
  const counts = (['match', 'tolerated', 'noisy', 'mismatch', 'error'] as const).map((verdict) => {
    const text = `${summary[verdict]} ${verdict}`;
    return summary[verdict] === 0 ? style.dim(text) : verdictStyle(verdict, style)(text);
  });
  return [
    `${style.bold('parity')}  ${counts.join('  ')}   of ${summary.cases}`,
    `${style.bold('speed')}   ${speed(report)}`,
    `${style.bold('gates')}   ${report.gates.map((gate) => gateText(gate, style)).join('   ')}`,
    `${style.bold('report')}  ${reportPath}`,
  ];
}

function speed({ performance: { speedup, ci95, runs, legacy_median_ms, legacy_peak_mb, candidate_peak_mb } }: ParityReport): string {
  const parts: string[] = [];
  if (speedup === null) parts.push('not compared');
  else {
    const faster = speedup >= 1;
    const ratio = faster ? speedup : 1 / speedup;
    const interval = ci95 === null ? '' : `95% CI ${(faster ? ci95 : ([1 / ci95[1], 1 / ci95[0]] as const)).map((each) => each.toFixed(1)).join('-')}, `;
    const told = ratio < 1.05 ? 'as fast as the legacy' : `${ratio.toFixed(1)}x ${faster ? 'faster' : 'slower'}`;
    parts.push(`candidate ${told} (${interval}${runs} paired ${runs === 1 ? 'run' : 'runs'})`);
    if (legacy_median_ms !== null && legacy_median_ms < 5) parts.push('too short to trust');
  }
  if (legacy_peak_mb !== null && candidate_peak_mb !== null) parts.push(`peak memory ${megabytes(legacy_peak_mb)} -> ${megabytes(candidate_peak_mb)} MB`);
  return parts.join('   ');
}

function gateText({ name, limit, actual, passed, note }: ParityReport['gates'][number], style: Style): string {
  const words = name.replaceAll('_', ' ');
  const verdict = passed ? style.good('PASS') : style.bad('FAIL');
  const atLeast = name === 'parity' || name === 'same_errors';
  const counted = name === 'api_changes';
  const show = (value: number) => (counted ? String(value) : percent(value));
  const figure = actual === null ? '' : passed ? (atLeast || counted ? ` ${show(actual)}` : '') : ` ${show(actual)} ${atLeast ? '<' : '>'} ${show(limit)}`;
  return `${words}${figure} ${verdict}${note === undefined ? '' : style.dim(` (${note})`)}`;
}

/** A share in per cent; what is not all is never shown as 100 %. */
function percent(value: number): string {
  if (value === 1) return '100%';
  const text = (value * 100).toFixed(1);
  return `${text === '100.0' ? '99.9' : text.replace(/\.0$/, '')}%`;
}

function megabytes(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function verdictStyle(verdict: ReportCase['verdict'], style: Style): (text: string) => string {
  return { match: style.good, tolerated: style.good, noisy: style.warn, mismatch: style.bad, error: style.bad }[verdict];
}

function shown(value: Difference['legacy']): string {
  const text = visible(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Text from programs is shown, never obeyed: control characters become visible. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

function quoted(id: string): string {
  return /^[\w.=,/@:-]+$/.test(id) ? id : `'${id.replaceAll("'", `'\\''`)}'`;
}
