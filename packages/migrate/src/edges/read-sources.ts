/** Reads every file that the plan looks into: sources by their parsers, configuration as lines. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@cutover/runtime-testing';
import { textKinds, type SourceFacts } from '../domain/plan/source.ts';
import { readJavaScriptSources } from './javascript-sources.ts';
import type { Unread } from './project-files.ts';
import { readPythonSources } from './python-sources.ts';
import { kindOfFile } from './source-kind.ts';

export interface Reading {
  /** Absolute. */
  root: string;
  /** The configured Python interpreter, if any. */
  python: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

export interface ReadSources {
  facts: Map<string, SourceFacts>;
  texts: { path: string; lines: string[] }[];
  /** Configuration files that can't be read. */
  unread: Unread[];
}

/** Facts of the sources, and the lines of the configuration files, among the files at `list`. */
export async function readSources({ root, python, env, signal }: Reading, list: readonly string[]): Promise<ReadSources> {
  const kinds = await Promise.all(list.map(async (path) => kindOfFile(root, path)));
  const ofKind = (wanted: string): string[] => list.filter((_path, i) => kinds[i] === wanted);
  const [pythonFacts, javascriptFacts, texts] = await Promise.all([
    readPythonSources({ root, paths: ofKind('python'), python, env, signal }),
    readJavaScriptSources({ root, paths: ofKind('javascript'), env, signal }),
    Promise.all(ofKind('text').map(async (path) => readFile(join(root, path), 'utf8').then((text) => ({ path, lines: text.split('\n') }), (error: unknown) => ({ path, reason: reasonOf(error) })))),
  ]);
  return {
    facts: new Map([...pythonFacts, ...javascriptFacts].map((each) => [each.path, each])),
    texts: texts.filter((text) => 'lines' in text),
    unread: texts.filter((text) => 'reason' in text),
  };
}

/** The kinds of the lines of files that no parser reads; a binary file has no lines. */
export async function kindsOfOthers(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const kinds = paths.map(async (path) => {
    const text = await readFile(join(root, path), 'utf8').catch(() => '');
    const comment = /\.(?:json|md|txt|csv|tsv|html?|xml)$/.test(path) ? /^\b$/ : /^\s*(?:#|\/\/|--|;)/;
    return [path, text.includes('\0') ? '' : textKinds(text, comment)] as const;
  });
  return new Map(await Promise.all(kinds));
}
