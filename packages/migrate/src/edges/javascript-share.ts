/** Reads JavaScript and TypeScript sources with oxc in this process, some at a time, so that parsing and reading overlap. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { parse } from 'oxc-parser';
import { reasonOf } from '@cutover/runtime-testing';
import { javascriptFacts, lineFinder, type SyntaxNode } from '../domain/plan/javascript-facts.ts';
import { textKinds, unreadSource, type SourceFacts } from '../domain/plan/source.ts';

/** Tells the facts of the files at `paths`, relative to `root`, each as it is read, with its place among them. */
export async function readShare(root: string, paths: readonly string[], filesAtOnce: number, tell: (at: number, facts: SourceFacts) => void): Promise<void> {
  const oxc = await import('oxc-parser');
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < paths.length; at = next++) tell(at, await readOne(root, paths[at]!, oxc));
  };
  await Promise.all(Array.from({ length: filesAtOnce }, work));
}

/** The language of a source by its name. */
export function languageOf(path: string): 'typescript' | 'javascript' {
  return /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
}

/** The kinds of the lines of a source that can't be parsed. */
export function linesOf(source: string): string {
  return textKinds(source, /^\s*(?:\/\/|\/?\*)/);
}

async function readOne(root: string, path: string, oxc: { parse: typeof parse; visitorKeys: Record<string, string[]> }): Promise<SourceFacts> {
  const language = languageOf(path);
  let source: string;
  try {
    source = await readFile(join(root, path), 'utf8');
  } catch (cause) {
    return unreadSource(path, language, { message: reasonOf(cause), line: null });
  }
  const isNamed = /\.[cm]?[jt]sx?$/.test(path);
  // JSX is read in .js as well: much of the world's is written so.
  const parsed = await oxc.parse(path, source, isNamed && !/\.[cm]?js$/.test(path) ? {} : { lang: 'jsx' });
  const [fault] = parsed.errors;
  if (fault !== undefined) {
    const line = fault.labels[0] === undefined ? null : lineFinder(source)(fault.labels[0].start);
    return unreadSource(path, language, { message: fault.message, line }, linesOf(source));
  }
  const exports = parsed.module.staticExports
    .flatMap(({ entries }) => entries)
    .map(({ exportName, localName }) => ({ name: exportName.name ?? (exportName.start === null ? '*' : 'default'), local: localName.name }));
  return javascriptFacts({ path, language, source, program: parsed.program as unknown as SyntaxNode, comments: parsed.comments, exports, visitorKeys: oxc.visitorKeys, error: null });
}
