/** File names as the bytes they are: one character of a `BytePath` is one byte, so that names need not be UTF-8. */

declare const bytes: unique symbol;

/** A path or name whose every character stands for one byte (0-255). Sorts and compares bytewise. */
export type BytePath = string & { readonly [bytes]: true };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of a path written as ordinary text. */
export function toBytePath(text: string): BytePath {
  if (isAscii(text)) return text as BytePath;
  return String.fromCharCode(...new TextEncoder().encode(text)) as BytePath;
}

/** The text of a byte path, or undefined when its bytes are not UTF-8. */
export function toText(path: BytePath): string | undefined {
  if (isAscii(path)) return path;
  try {
    return decoder.decode(asBytes(path));
  } catch {
    return undefined;
  }
}

/** The text of a byte path; where its bytes are not UTF-8 those beyond ASCII are escaped, and so are backslashes: `caf\xe9`. */
export function toEscapedText(path: BytePath): string {
  return toText(path) ?? path.replaceAll('\\', '\\\\').replaceAll(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

/** A path for people, on one line: what can't be printed is escaped as `\x0a`. Never to be used as a name. */
export function showPath(path: BytePath): string {
  const text = toText(path) ?? lossyDecoder.decode(asBytes(path));
  const escaped = Array.from(text, (char) => (isControl(char) ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char));
  return escaped.join('');
}

/** `folder/name`; the empty folder is the root of relative paths. */
export function joinBytes(folder: BytePath, name: BytePath): BytePath {
  return (folder === '' ? name : `${folder}/${name}`) as BytePath;
}

/** The folder a path lies in; empty for a name without one. */
export function parentOf(path: BytePath): BytePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as BytePath;
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(path: BytePath, folder: BytePath): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Order by bytes, the same on every machine. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function asBytes(path: BytePath): Uint8Array {
  return Uint8Array.from(path, (char) => char.charCodeAt(0));
}

/** Whether a path's bytes and its text are the same. */
export function isAscii(path: string): boolean {
  return !/[\u0080-\uffff]/.test(path);
}

function isControl(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029 || (code >= 0x202a && code <= 0x202e);
}
