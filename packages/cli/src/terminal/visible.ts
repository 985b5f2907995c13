/** Text from programs and files is shown, never obeyed. */

/** The text with control characters made visible. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

const longestLine = 160;

/** Text of several lines, each fit to be shown: control characters visible, tabs as spaces, the end of a very long one left out. */
export function visibleLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => {
    const shown = visible(line.replaceAll('\t', '    '));
    return shown.length > longestLine ? `${shown.slice(0, longestLine - 1)}…` : shown;
  });
}
