/** Globs over names: ids of cases, in which a slash is a character like any other, and aspects. */

import { toBytePath } from './byte-path.ts';
import { globToMatcher } from './glob.ts';

const cache = new Map<string, RegExp>();

/** Whether `*` (anything), `?` (one character) and `[abc]` in a pattern stand for a name; anything else for itself. */
export function globMatches(pattern: string, name: string): boolean {
  let regex = cache.get(pattern);
  if (!regex) {
    const source = pattern.replace(/\*+|\?|\[[^\]]+\]|[\\^$.|+(){}[\]]/g, (token) => {
      if (token.startsWith('*')) return '[^]*';
      if (token === '?') return '[^]';
      return token.length > 1 ? token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\') : `\\${token}`;
    });
    regex = new RegExp(`^${source}$`);
    cache.set(pattern, regex);
  }
  return pattern === name || regex.test(name);
}

/** Whether a rule's `aspect` names this aspect; after `file:` it is a glob of paths. */
export function aspectMatches(pattern: string, aspect: string): boolean {
  if (pattern === aspect) return true;
  return pattern.startsWith('file:') && aspect.startsWith('file:') && pathMatches(pattern.slice(5), aspect.slice(5));
}

/** Whether a path in a work folder matches a glob of paths. */
export function pathMatches(pattern: string, path: string): boolean {
  return globToMatcher(pattern)(toBytePath(path));
}
