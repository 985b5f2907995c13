/** What a verify command said: whether it passed, and below one that failed the end of what it printed. */

import { passMark, type Style } from './style.ts';
import { visible, visibleLines } from './visible.ts';

const shownLines = 10;

/** Lines for the right column of facts. */
export function checkText({ command, passed, output }: { command: readonly string[]; passed: boolean; output: string }, style: Style): string {
  const printed = output.trimEnd();
  const tail = passed || printed === '' ? [] : visibleLines(printed).slice(-shownLines);
  return [`${passMark(passed, style)} ${visible(command.join(' '))}`, ...tail.map((line) => `            ${style.dim(line)}`)].join('\n');
}
