/** Reads JavaScript and TypeScript sources with oxc in this thread, some at a time, so that parsing and reading overlap. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { parse } from 'oxc-parser';
import { reasonOf } from '@cutover/runtime-testing';
import { javascriptFacts, lineFinder, type SyntaxNode } from '../domain/plan/javascript-facts.ts';
import { textKinds, unreadSource, type SourceFacts } from '../domain/plan/source.ts';

const filesAtOnce = 16;

/** Facts of the files at `paths`, relative to `root`. */
export async function readShare(root: string, paths: readonly string[], signal: AbortSignal): Promise<SourceFacts[]> {
  if (paths.length === 0) return [];
  const oxc = await import('oxc-parser');
  const facts: SourceFacts[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < paths.length && !signal.aborted; at = next++) facts[at] = await readOne(root, paths[at]!, oxc);
  };
  await Promise.all(Array.from({ length: filesAtOnce }, work));
  return facts;
}

async function readOne(root: string, path: string, oxc: { parse: typeof parse; visitorKeys: Record<string, string[]> }): Promise<SourceFacts> {
  const language = /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
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
    return unreadSource(path, language, { message: fault.message, line }, textKinds(source, /^\s*(?:\/\/|\/?\*)/));
  }
  const exports = parsed.module.staticExports
    .flatMap(({ entries }) => entries)
    .map(({ exportName, localName }) => ({ name: exportName.name ?? (exportName.start === null ? '*' : 'default'), local: localName.name }));
  return javascriptFacts({ path, language, source, program: parsed.program as unknown as SyntaxNode, comments: parsed.comments, exports, visitorKeys: oxc.visitorKeys, error: null });
}
