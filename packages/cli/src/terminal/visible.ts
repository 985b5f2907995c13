/** Text from programs and files is shown, never obeyed. */

/** The text with control characters made visible. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}
