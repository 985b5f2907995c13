/** How the results of script tests look. */

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { ScriptResult } from '@cutover/runtime-testing';
import { fromHere } from './error.ts';
import { passMark, type Style } from './style.ts';
import { visible, visibleLines } from './visible.ts';

/** Lines of a script's own message that are shown after its first. */
const messageLines = 10;

/** One line a script, failures with what went wrong, where and what to do; a closing line with the counts. */
export function scriptReport(results: readonly ScriptResult[], asked: number, cwd: string, style: Style): string {
  const width = Math.max(...results.map((result) => result.script_name.length), 6);
  const lines = results.flatMap((result) => resultLines(result, width, cwd, style));
  const passed = results.filter((result) => result.success).length;
  const failed = results.length - passed;
  const counts = [
    ...(passed > 0 ? [style.good(`${passed} passed`)] : []),
    ...(failed > 0 ? [style.bad(`${failed} failed`)] : []),
    ...(asked > results.length ? [style.warn(`${asked - results.length} not run`)] : []),
  ];
  return [...lines, '', `${counts.join(', ')}${modeOf(results, style)}`].join('\n');
}

function resultLines(result: ScriptResult, width: number, cwd: string, style: Style): string[] {
  const figures = [`${result.execution_time.toFixed(2)} s`, ...(result.peak_memory_mb === null ? [] : [`${result.peak_memory_mb.toFixed(0)} MB`]), result.mode.replace('_', ' ')];
  return [`${passMark(result.success, style)}  ${result.script_name.padEnd(width)}  ${style.dim(figures.join('  '))}`, ...detailLines(result, cwd, style)];
}

/** What went wrong, where, and what to do, below the line of its script. */
export function detailLines(result: ScriptResult, cwd: string, style: Style): string[] {
  const lines: string[] = [];
  if (!result.success) {
    lines.push(...message(result, cwd, style), ...excerpt(result, cwd, style));
    if (result.stderr_tail.trim() !== '') lines.push(...tail(result.stderr_tail, style));
    lines.push(`${style.bold('hint')}: ${result.hint}`);
  }
  lines.push(...result.notes.map((note) => `${style.warn('note')}: ${visible(fromHere(note, cwd))}`));
  return lines.map((line) => `      ${line}`);
}

/** What the script said, as far as it is worth showing: a first line of any length, and some more. */
function message({ error_code: code, error_message: said }: ScriptResult, cwd: string, style: Style): string[] {
  const [first = '', ...rest] = fromHere(said ?? '', cwd).trimEnd().split('\n');
  const more = rest.length > messageLines ? [`… ${rest.length - messageLines} more lines`] : [];
  return [`${style.bold(code ?? '')}: ${visible(first)}`, ...rest.slice(0, messageLines).flatMap(visibleLines), ...more];
}

/** The line an error points to, with three lines around it. */
function excerpt({ error_file: file, error_line: line }: ScriptResult, cwd: string, style: Style): string[] {
  if (file === null || line === null) return [];
  const near = relative(cwd, file);
  const shown = [`at ${near.startsWith('..') ? file : near}:${line}`];
  let source: string[];
  try {
    source = visibleLines(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return shown;
  }
  const first = Math.max(1, line - 2);
  for (let number = first; number < first + 4 && number <= source.length; number++) {
    const text = `${number === line ? '>' : ' '} ${String(number).padStart(4)} | ${source[number - 1]}`.trimEnd();
    shown.push(number === line ? text : style.dim(text));
  }
  return shown;
}

function tail(text: string, style: Style): string[] {
  const lines = visibleLines(text.trimEnd());
  const kept = lines.slice(-5).map((line) => style.dim(`| ${line}`));
  return lines.length > kept.length ? [style.dim(`| … ${lines.length - kept.length} more lines on stderr`), ...kept] : kept;
}

function modeOf(results: readonly ScriptResult[], style: Style): string {
  const imported = results.length > 0 && results.every((result) => result.mode !== 'executed');
  return style.dim(imported ? '  (checked, main was not called)' : '  (executed)');
}
