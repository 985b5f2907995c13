/** The flags file: which side serves each module; its comments, order and look stay as they are when a value changes. */

import { LineCounter, parseDocument, type Document } from 'yaml';
import { reasonOf } from '@cutover/runtime-testing';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import type { Config } from '../domain/config.ts';
import { migrateError } from '../domain/errors.ts';
import type { FlagValue } from '../domain/evidence.ts';
import type { FileSystem } from './file-system.ts';
import { readBytes } from './text-file.ts';

type FlagsConfig = NonNullable<Config['flags']>;

/** The values of the flags that the modules switch by; a flag that is not there yet is null. Throws FLAGS_INVALID. */
export function readFlags(files: FileSystem, root: BytePath, config: Config): Record<string, FlagValue> {
  const names = flagNames(config);
  if (config.flags === undefined || names.length === 0) return {};
  const flags = config.flags;
  if (files.status(joinBytes(root, toBytePath(flags.file))) === undefined) return Object.fromEntries(names.map((name) => [name, null]));
  const document = parse(readFlagsText(files, root, flags), flags);
  return Object.fromEntries(names.map((name) => [name, (document.getIn([...stepsOf(flags), name]) ?? null) as FlagValue]));
}

/** The flags by which modules are switched. */
export function flagNames(config: Config): string[] {
  return Object.values(config.modules).flatMap((module) => module.switch?.flag ?? []);
}

/** The file's text with other values; nothing else in it changes. Throws FLAGS_INVALID. */
export function editFlags(text: string, flags: FlagsConfig, values: Readonly<Record<string, FlagValue>>): string {
  let edited = text;
  for (const [name, value] of Object.entries(values)) edited = editOne(edited, flags, name, value);
  return edited;
}

export function readFlagsText(files: FileSystem, root: BytePath, flags: FlagsConfig): string {
  const path = joinBytes(root, toBytePath(flags.file));
  try {
    const bytes = readBytes(files, path);
    if (bytes !== undefined) return bytes.toString('utf8');
  } catch (cause) {
    throw migrateError('FLAGS_INVALID', { message: `can't read the flags file ${flags.file}: ${reasonOf(cause)}`, where: flags.file, cause });
  }
  throw migrateError('FLAGS_INVALID', {
    message: `there is no flags file ${flags.file}`,
    hint: `create it with the flags that your programs read, for example "${[...stepsOf(flags), ''].join(': ')}"`,
    where: flags.file,
  });
}

function editOne(text: string, flags: FlagsConfig, name: string, value: FlagValue): string {
  const document = parse(text, flags);
  const path = [...stepsOf(flags), name];
  const node = document.getIn(path, true) as { range?: [number, number, number] | null } | undefined;
  if (value === null) {
    if (node === undefined) return text;
    document.deleteIn(path);
    return print(document, text);
  }
  const written = JSON.stringify(value);
  if (node?.range) return `${text.slice(0, node.range[0])}${written}${text.slice(node.range[1])}`;
  document.setIn(path, value);
  return print(document, text);
}

function print(document: Document, before: string): string {
  if (before.trimStart().startsWith('{')) return `${JSON.stringify(document.toJS(), undefined, indentOf(before))}\n`;
  return document.toString({ lineWidth: 0 });
}

function indentOf(json: string): number {
  return /\n( +)"/.exec(json)?.[1]?.length ?? 2;
}

function parse(text: string, flags: FlagsConfig): Document {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not valid: ${fault.message}`, where: `${flags.file}:${line}` });
  }
  const holder = stepsOf(flags).length === 0 ? document.toJS() : document.getIn(stepsOf(flags));
  if (holder !== undefined && holder !== null && typeof holder !== 'object') {
    throw migrateError('FLAGS_INVALID', { message: `"${flags.path}" in ${flags.file} holds no flags`, where: flags.file });
  }
  return document;
}

function stepsOf(flags: FlagsConfig): string[] {
  return flags.path.split(/[./]/).filter((step) => step !== '');
}
