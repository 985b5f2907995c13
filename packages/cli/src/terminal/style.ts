/** The colours of the one visual language that docs/terminal.md describes. */

export interface Style {
  good: (text: string) => string;
  bad: (text: string) => string;
  warn: (text: string) => string;
  dim: (text: string) => string;
  bold: (text: string) => string;
}

/** Styles that colour, or leave text as it is. They are not laid over each other. */
export function makeStyle(color: boolean): Style {
  const paint = (begin: number, end: number) => (text: string) => (color ? `\u001B[${begin}m${text}\u001B[${end}m` : text);
  // Green, red, and magenta: yellow, the usual colour of warnings, can hardly be read on a light background.
  return { good: paint(32, 39), bad: paint(31, 39), warn: paint(35, 39), dim: paint(2, 22), bold: paint(1, 22) };
}

/** Whether something holds, in four letters: `PASS`, `FAIL`. */
export function passMark(passed: boolean, style: Style): string {
  return passed ? style.good('PASS') : style.bad('FAIL');
}

/** Whether to colour a stream: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') return env['FORCE_COLOR'] !== '0';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
