/** A run's figures in words, the same in every report. */

import type { ParityReport } from '@cutover/migrate';

type Gate = ParityReport['gates'][number];
type Difference = ParityReport['cases'][number]['differences'][number];

/** `candidate 3.4x faster (95% CI 3.1-3.8, 10 paired runs)`, and the memory where it was measured; one text each. */
export function speedWords({ performance }: ParityReport): string[] {
  const { speedup, ci95, runs, legacy_median_ms, legacy_peak_mb, candidate_peak_mb } = performance;
  const parts: string[] = [];
  if (speedup === null) parts.push('not compared');
  else {
    const faster = speedup >= 1;
    const ratio = faster ? speedup : 1 / speedup;
    const interval = ci95 === null ? 'too few to tell, ' : `95% CI ${(faster ? ci95 : ([1 / ci95[1], 1 / ci95[0]] as const)).map((each) => each.toFixed(1)).join('-')}, `;
    const told = ratio < 1.05 ? 'as fast as the legacy' : `${ratio.toFixed(1)}x ${faster ? 'faster' : 'slower'}`;
    parts.push(`candidate ${told} (${interval}${runs} paired ${runs === 1 ? 'run' : 'runs'})`);
    if (legacy_median_ms !== null && legacy_median_ms < 5) parts.push('too short to trust');
  }
  if (legacy_peak_mb !== null && candidate_peak_mb !== null) parts.push(`peak memory ${megabytes(legacy_peak_mb)} -> ${megabytes(candidate_peak_mb)} MB`);
  return parts;
}

/** A gate's name and its figure beside the limit: `parity`, `98.4% < 100%`. */
export function gateWords({ name, limit, actual, passed }: Gate): { name: string; figure: string; comparison: string } {
  const atLeast = name === 'parity' || name === 'same_errors';
  const show = (value: number) => (name === 'api_changes' ? String(value) : percent(value));
  const [good, bad] = atLeast ? ['>=', '<'] : ['<=', '>'];
  return {
    name: name.replaceAll('_', ' '),
    figure: actual === null ? '' : show(actual),
    comparison: actual === null ? `limit ${show(limit)}` : `${show(actual)} ${passed ? good : bad} ${show(limit)}`,
  };
}

/** A share in per cent; what is not all is never shown as 100 %. */
export function percent(value: number): string {
  if (value === 1) return '100%';
  const text = (value * 100).toFixed(1);
  return `${text === '100.0' && value < 1 ? '99.9' : text.replace(/\.0$/, '')}%`;
}

/** Where a difference is: `stdout line 12`, `value /a/b`. */
export function placeWords(difference: Difference): string {
  const { aspect, path } = difference;
  return [aspect, isLine(difference) ? `line ${path.slice(1)}` : path].filter(Boolean).join(' ');
}

/**
 * What stands on each side of a difference; undefined for a side that has nothing there. What is true of both, or only counted, is
 * told in one text. Structures are JSON, indented by as many spaces.
 */
export function sidesOf(difference: Difference, indent = 0): { legacy?: string; candidate?: string; told?: string } {
  const { kind, legacy, candidate } = difference;
  const words = (value: Difference['legacy']) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, indent));
  if (kind === 'more' || (kind === 'failed' && legacy === candidate)) return { told: words(legacy) };
  const side = (value: Difference['legacy']) => (value === '' && isLine(difference) && kind !== 'text' ? '(a line end)' : words(value));
  const lacks = (value: Difference['legacy']) => kind === 'failed' && value === null;
  return {
    ...(kind === 'added' || lacks(legacy) ? {} : { legacy: side(legacy) }),
    ...(kind === 'missing' || lacks(candidate) ? {} : { candidate: side(candidate) }),
  };
}

/** The sides below one another, as in a diff. */
export function diffLines(difference: Difference): string[] {
  const { legacy, candidate, told } = sidesOf(difference);
  return [...(told === undefined ? [] : [told]), ...(legacy === undefined ? [] : [`- ${legacy}`]), ...(candidate === undefined ? [] : [`+ ${candidate}`])];
}

function isLine({ aspect, path, kind }: Difference): boolean {
  return ['text', 'added', 'missing', 'more'].includes(kind) && /^\/\d+$/.test(path) && /^(stdout|stderr|file:)/.test(aspect);
}

function megabytes(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
