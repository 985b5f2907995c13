/** Enumerates the cases of a configuration: those it lists, and those that files and folders hold. */

import { basename, extname, join } from 'node:path';
import { readText } from '@cutover/runtime-testing';
import { parseAllDocuments } from 'yaml';
import { caseOf, duplicateIds, idOfFields, matrixRows, type Case } from '../domain/case.ts';
import type { CaseEntry } from '../domain/case-config.ts';
import { parseCsv } from '../domain/csv.ts';
import { migrateError } from '../domain/errors.ts';
import { findFiles, type FoundPath } from './find-files.ts';

type Fields = Record<string, unknown>;

/**
 * All cases, in the order of the configuration, `label` being its name in errors. Throws CASES_MISSING when there is none, and
 * CASES_INVALID when a source can't be read or two cases have one id.
 */
export async function enumerateCases(entries: readonly CaseEntry[], root: string, label: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [i, entry] of entries.entries()) {
    const where = `${label} cases[${i}]`;
    if (entry.kind === 'case') cases.push(listed(entry.record, where));
    else if (entry.kind === 'matrix') cases.push(...matrixRows(entry.matrix).map((row) => listed(row, where)));
    else cases.push(...(await readSource(entry.from, root, where)));
  }
  if (cases.length === 0) {
    throw migrateError('CASES_MISSING', { message: 'there is no case to compare', where: label, hint: 'list some under cases: in the configuration' });
  }
  const [twice] = duplicateIds(cases);
  if (twice) {
    throw migrateError('CASES_INVALID', {
      message: `${twice.where.length} cases have the id "${twice.id}"`,
      where: [...new Set(twice.where)].join(' and '),
      hint: 'give each an id of its own',
    });
  }
  return cases;
}

function listed(record: Fields, where: string): Case {
  return caseOf(record, where, idOfFields(record) ?? '');
}

async function readSource(from: string, root: string, where: string): Promise<Case[]> {
  const found = await findFiles(root, from);
  if (found.length === 0) throw migrateError('CASES_INVALID', { message: `there is nothing at "${from}"`, where, hint: 'from: is relative to the configuration file' });
  return (await Promise.all(found.map((each) => readFound(each, root)))).flat();
}

/** A folder is a fixture; YAML and JSON hold a case or a list of them; CSV and JSON lines a case a row; any other file is itself a case. */
async function readFound({ path, isFolder }: FoundPath, root: string): Promise<Case[]> {
  const name = basename(path);
  if (isFolder) return [caseOf({ name, fixture: path }, path, name)];
  const text = () => readText(join(root, path), path, (details) => migrateError('CASES_INVALID', details));
  switch (extname(path).toLowerCase()) {
    case '.yaml':
    case '.yml':
    case '.json':
      return documentCases(text(), path);
    case '.jsonl':
    case '.ndjson':
      return jsonLines(text(), path);
    case '.csv':
      return rows(parseCsv(text()), path);
    case '.tsv':
      return rows(parseCsv(text(), '\t'), path);
    default:
      return [caseOf({ file: path, files: [path] }, path, name)];
  }
}

/** A document that is one case is told from others by its file's name; in a list each has its own id or fields. */
function documentCases(text: string, path: string): Case[] {
  const documents = parseAllDocuments(text);
  const parsed = Array.isArray(documents) ? documents : [];
  const fault = parsed.flatMap((document) => document.errors)[0];
  if (fault) throw invalid(`${path} is not valid: ${fault.message.split('\n')[0]}`, path);
  const values = parsed.map((document) => document.toJS() as unknown);
  const stem = basename(path, extname(path));
  if (values.length === 1 && !Array.isArray(values[0])) {
    const record = asRecord(values[0], path);
    return [caseOf(record, path, record['id'] === undefined ? stem : (idOfFields(record) ?? stem))];
  }
  return values.flat().map((value, i) => withId(asRecord(value, `${path}[${i}]`), `${path}[${i}]`));
}

function jsonLines(text: string, path: string): Case[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `${path}:${i + 1}`;
    try {
      return [withId(asRecord(JSON.parse(line), where), where)];
    } catch (cause) {
      if (cause instanceof SyntaxError) throw invalid(`${where} is not JSON: ${cause.message}`, where);
      throw cause;
    }
  });
}

function rows([header = [], ...records]: string[][], path: string): Case[] {
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`the column "${twice}" is there twice`, `${path}:1`);
  return records.map((record, i) => {
    const where = `${path}:${i + 2}`;
    if (record.length !== header.length) throw invalid(`row ${i + 2} has ${record.length} fields, the header ${header.length}`, where);
    return withId(Object.fromEntries(header.map((name, column) => [name, record[column]])), where);
  });
}

function withId(record: Fields, where: string): Case {
  const id = idOfFields(record);
  if (id === undefined) throw invalid('a case without an id and without fields: nothing tells it from others', where);
  return caseOf(record, where, id);
}

function asRecord(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a case is a mapping of fields', where);
  const { files } = value as Fields;
  if (files !== undefined && !(Array.isArray(files) && files.every((file) => typeof file === 'string'))) throw invalid('files is a list of paths', where);
  return value as Fields;
}

function invalid(message: string, where: string) {
  return migrateError('CASES_INVALID', { message, where });
}
