/** Globs: `*` and `?` within a name, `**` across folders, `[a-z]`, `{a,b}`. No pattern matches upwards. */

import { toBytePath, type BytePath } from './byte-path.ts';

const special = /[*?[\]{}]/;
// One UTF-8 character of a byte path, or a lone byte.
const anyCharacter = '(?:[\\xc2-\\xf4][\\x80-\\xbf]{1,3}|[^/])';

/** Whether a pattern holds more than a plain name. */
export function isGlob(pattern: string): boolean {
  return special.test(pattern);
}

/** A test of whole byte paths against a pattern. An unclosed bracket or brace stands for itself. */
export function globToMatcher(pattern: string): (path: BytePath) => boolean {
  const expression = new RegExp(`^${translate(toBytePath(pattern))}$`, 's');
  return (path) => expression.test(path);
}

function translate(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const atStart = i === 0 || pattern[i - 1] === '/';
    const piece = (atStart ? /^\*\*(?:\/|$)/.exec(rest) : null) ?? /^\*+/.exec(rest) ?? /^\[[!^]?\]?[^\]/]*\]/.exec(rest) ?? alternatives(rest);
    if (piece === null) {
      out += rest[0] === '?' ? anyCharacter : rest[0]!.replace(/[\\^$.|()+*?[\]{}]/, '\\$&');
      continue;
    }
    out += translatePiece(piece[0]);
    i += piece[0].length - 1;
  }
  return out;
}

function translatePiece(piece: string): string {
  if (piece === '**/') return '(?:[^/]+/)*';
  if (piece === '**') return '.+';
  if (piece.startsWith('*')) return '[^/]*';
  if (piece.startsWith('{')) return `(?:${splitAlternatives(piece.slice(1, -1)).map(translate).join('|')})`;
  const negated = /^\[[!^]/.test(piece);
  const inner = piece.slice(negated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  return `(?!/)[${negated ? '^' : ''}${inner}]`;
}

/** The `{…}` that `text` begins with, nested ones included. */
function alternatives(text: string): [string] | null {
  if (!text.startsWith('{')) return null;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return [text.slice(0, i + 1)];
  }
  return null;
}

function splitAlternatives(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}
