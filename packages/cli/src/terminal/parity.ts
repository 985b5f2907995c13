/** How a parity run looks on a terminal: the first mismatches as small diffs, then the block that says it all. */

import { stripVTControlCharacters } from 'node:util';
import type { Difference, ParityReport, ReportCase } from '@cutover/migrate';
import { gateWords, placeWords, sidesOf, speedWords } from '../reporters/figures.ts';
import { label } from './facts.ts';
import { passMark, type Style } from './style.ts';
import { visible } from './visible.ts';

const casesShown = 5;
const differencesShown = 3;

interface Look {
  style: Style;
  /** Columns of the terminal; elsewhere no line is broken. */
  width: number;
  /** Every case is shown with all its differences. */
  whole: boolean;
}

/** The whole text of a run; `reportPath` is where its page lies. */
export function parityText(report: ParityReport, reportPath: string, { style, width, whole }: Look): string {
  const details = whole ? report.cases.flatMap((each) => [...caseLines(each, style, true), '']).slice(0, -1) : differingCases(report, style);
  const parts = [details, asides(report, style), block(report, reportPath, style, width)];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n');
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

/** One case with the first of its differences that no rule explains; with `all` every difference. */
function caseLines({ id, verdict, differences }: ReportCase, style: Style, all = false): string[] {
  const unexplained = differences.filter(({ rule }) => all || rule === null || rule.kind === 'noise');
  const shown = all ? unexplained : unexplained.slice(0, differencesShown);
  const lines = [`${verdictStyle(verdict, style)(verdict.padEnd(9))} ${style.bold(visible(id))}`, ...shown.flatMap((each) => differenceLines(each, style))];
  const more = unexplained.length - shown.length;
  if (more > 0) lines.push(style.dim(`  … ${more} more ${more === 1 ? 'difference' : 'differences'} in this case`));
  return lines;
}

function differenceLines(difference: Difference, style: Style): string[] {
  const { kind, rule } = difference;
  const { legacy, candidate, told } = sidesOf(difference);
  const head = `  ${visible(placeWords(difference))}${note(kind)}`;
  const reason = rule === null ? [] : [`    ${style.dim(`${rule.kind}: ${visible(rule.reason)}`)}`];
  return [
    head,
    ...(told === undefined ? [] : [`    ${(kind === 'failed' ? style.bad : style.dim)(shown(told))}`]),
    ...(legacy === undefined ? [] : [`    ${style.bad('-')} ${shown(legacy)}`]),
    ...(candidate === undefined ? [] : [`    ${style.good('+')} ${shown(candidate)}`]),
    ...reason,
  ];
}

function note(kind: Difference['kind']): string {
  const notes: Partial<Record<Difference['kind'], string>> = { missing: 'only in the legacy', added: 'only in the candidate', order: 'another order', type: 'another type', timed_out: 'timed out' };
  const told = notes[kind];
  return told === undefined ? '' : `  (${told})`;
}

function asides({ notes, stale_rules }: ParityReport, style: Style): string[] {
  return [
    ...notes.map((note) => `${style.warn('note')}: ${note.split('\n').map(visible).join('\n  ')}`),
    ...stale_rules.map(({ kind, where, reason }) => `${style.warn('stale')}: ${kind} ${visible(where)} matched nothing: ${visible(reason)}`),
  ];
}

function block(report: ParityReport, reportPath: string, style: Style, width: number): string[] {
  const { summary } = report;
  const counts = (['match', 'tolerated', 'noisy', 'mismatch', 'error'] as const).map((verdict) => {
    const text = `${summary[verdict]} ${verdict}`;
    return summary[verdict] === 0 ? style.dim(text) : verdictStyle(verdict, style)(text);
  });
  return [
    `${label('parity', style)}${counts.join('  ')}   of ${summary.cases}`,
    ...row('speed', speedWords(report), style, width),
    ...row('gates', report.gates.map((gate) => gateText(gate, style)), style, width),
    `${label('report', style)}${reportPath}`,
  ];
}

/** Parts beside one another as far as they fit, the others below. */
function row(word: string, parts: readonly string[], style: Style, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const beside = `${lines.at(-1)}   ${part}`;
    if (lines.length > 0 && stripVTControlCharacters(beside).length <= width) lines[lines.length - 1] = beside;
    else lines.push(`${label(lines.length === 0 ? word : '', style)}${part}`);
  }
  return lines;
}

function gateText(gate: ParityReport['gates'][number], style: Style): string {
  const { name, figure, comparison } = gateWords(gate);
  const shownWhenPassed = name === 'parity' || name === 'same errors' || name === 'api changes';
  const told = gate.actual === null ? '' : gate.passed ? (shownWhenPassed ? ` ${figure}` : '') : ` ${comparison}`;
  return `${name}${told} ${passMark(gate.passed, style)}${gate.note === undefined ? '' : style.dim(` (${gate.note})`)}`;
}

function verdictStyle(verdict: ReportCase['verdict'], style: Style): (text: string) => string {
  return { match: style.good, tolerated: style.good, noisy: style.warn, mismatch: style.bad, error: style.bad }[verdict];
}

function shown(told: string): string {
  const text = visible(told);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function quoted(id: string): string {
  return /^[\w.=,/@:-]+$/.test(id) ? id : `'${id.replaceAll("'", `'\\''`)}'`;
}
