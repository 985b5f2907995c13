/** How the test of two scripts together looks. */

import { relative } from 'node:path';
import type { CompatibilityResult } from '@cutover/runtime-testing';
import { fromHere } from './error.ts';
import { columns } from './facts.ts';
import { passMark, type Style } from './style.ts';
import { visible } from './visible.ts';

/** The verdict, which output became which input, and what speaks against it. */
export function compatibilityReport(result: CompatibilityResult, cwd: string, style: Style): string {
  const { script_a: a, script_b: b, compatible, compatibility_issues: issues, path_matches: matches } = result;
  const formats = result.data_format_a === null ? '' : `  ${result.data_format_a}`;
  return [
    `${passMark(compatible, style)}  ${a} -> ${b}  ${style.dim(`${result.execution_time.toFixed(2)} s${formats}`)}`,
    ...matchLines(matches, cwd, style).map((line) => `      ${line}`),
    ...issues.map((issue) => issueText(issue, cwd, '      ', style)),
    ...result.notes.map((note) => `      ${style.warn('note')}: ${visible(fromHere(note, cwd))}`),
    '',
    compatible ? style.good('compatible') : `${style.bad('not compatible')}, ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`,
  ].join('\n');
}

/** A pair that was not tested this time. */
export function keptReport({ script_a: a, script_b: b, notes }: CompatibilityResult, style: Style): string {
  return [`${style.dim('KEPT')}  ${a} -> ${b}`, ...notes.map((note) => `      ${style.warn('note')}: ${note}`)].join('\n');
}

/** `orders -> input  0.90  output/clean/orders.csv` */
export function matchLines(matches: CompatibilityResult['path_matches'], cwd: string, style: Style): string[] {
  return columns(matches.map(({ output, input, confidence, file }) => [`${output} -> ${input}`, confidence.toFixed(2), file === null ? '-' : near(file, cwd)])).map(style.dim);
}

/** An issue with the folder of its paths left out, further lines indented. */
export function issueText(issue: string, cwd: string, indent: string, style: Style): string {
  return `${indent}${style.bad('-')} ${fromHere(issue, cwd).trimEnd().split('\n').map(visible).join(`\n${indent}  `)}`;
}

function near(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}
