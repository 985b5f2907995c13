/** Reads a YAML or JSON file through a zod model: what is wrong is told all at once, with file, line and field. */

import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod/mini';
import type { CutoverError, ErrorDetails } from '../domain/error.ts';
import { check, fieldName, type Problem } from '../domain/problems.ts';
import { reasonOf } from './reason.ts';

/** Makes the error of the caller's own code. */
export type DocumentError = (details: ErrorDetails) => CutoverError;

/**
 * The validated content of `file`, whose name is shown as `label` in errors.
 * Throws what `error` makes when the file can't be read, parsed or does not fit `schema`.
 */
export function readDocument<T>(file: string, label: string, schema: z.ZodMiniType<T>, error: DocumentError): T {
  const text = readText(file, label, error);
  const lines = new LineCounter();
  const document = parseText(text, label, lines, error);
  return validate(toData(document, label, error), label, schema, error, (path) => lineOf(document, lines, path));
}

/** Validates data that came from a file without lines of its own, such as a TypeScript module. */
export function validate<T>(
  data: unknown,
  label: string,
  schema: z.ZodMiniType<T>,
  error: DocumentError,
  line: (path: readonly PropertyKey[]) => number | undefined = () => undefined,
): T {
  const checked = check(schema, data);
  if ('data' in checked) return checked.data;
  throw describe(checked.problems, label, error, line);
}

/** The text of a file; a folder, a missing file and binary garbage are each told as what they are. */
export function readText(file: string, label: string, error: DocumentError): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw error({ message: `can't read ${label}: ${reasonOf(cause)}`, where: label, cause });
  }
  if (bytes.includes(0)) throw error({ message: `${label} is not a text file`, where: label });
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function parseText(text: string, label: string, lines: LineCounter, error: DocumentError): Document {
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const fault = document.errors[0];
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    const known: Record<string, string> = { DUPLICATE_KEY: `the key ${wordAt(text, fault.pos[0])} is given twice`, MULTIPLE_DOCS: 'it holds more than one document' };
    const what = known[fault.code] ?? fault.message.split('\n')[0];
    const message = `${label} is not valid ${label.endsWith('.json') ? 'JSON' : 'YAML'}: ${what}`;
    throw error({ message, where: `${label}:${line}:${col}`, cause: fault });
  }
  return document;
}

function wordAt(text: string, offset: number): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,{}]+)/.exec(text.slice(offset))?.[0] ?? 'here';
}

/** Aliases are followed only so far: a small file can stand for an endless one. */
function toData(document: Document, label: string, error: DocumentError): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw error({ message: `can't read ${label}: ${reasonOf(cause)}`, where: label, cause });
  }
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function describe(
  problems: readonly Problem[],
  label: string,
  error: DocumentError,
  line: (path: readonly PropertyKey[]) => number | undefined,
): CutoverError {
  const sorted = problems.toSorted((a, b) => (line(a.path) ?? 0) - (line(b.path) ?? 0));
  const places = sorted.map((problem) => {
    const at = line(problem.path);
    return `${label}${at === undefined ? '' : `:${at}`} ${fieldName(problem.path)}`.trimEnd();
  });
  const told = sorted.map((problem) => [fieldName(problem.path), problem.message].filter(Boolean).join(': '));
  const first = told[0] ?? 'is not valid';
  if (sorted.length === 1) return error({ message: first, where: places[0], hint: sorted[0]?.hint });
  const list = sorted.map((problem, i) => `  ${places[i]}: ${problem.message}${problem.hint ? ` (${problem.hint})` : ''}`);
  return error({ message: `${problems.length} problems in ${label}\n${list.join('\n')}`, where: places[0] });
}
