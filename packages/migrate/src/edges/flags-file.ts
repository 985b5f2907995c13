/** The flags file: which side serves each module; its comments, order and look stay as they are when a value changes. */

import { LineCounter, type Document } from 'yaml';
import { reasonOf } from '@cutover/runtime-testing';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import type { Config } from '../domain/config.ts';
import { migrateError } from '../domain/errors.ts';
import type { FlagValue } from '../domain/evidence.ts';
import { editValue, parseFlags } from '../domain/flags-text.ts';
import type { FileSystem } from './file-system.ts';
import { readBytes } from './text-file.ts';

type FlagsConfig = NonNullable<Config['flags']>;

/** The values of the flags that the modules switch by; a flag that is not there yet is null. Throws FLAGS_INVALID. */
export function readFlags(files: FileSystem, root: BytePath, config: Config): Record<string, FlagValue> {
  const names = flagNames(config);
  if (config.flags === undefined || names.length === 0) return {};
  const flags = config.flags;
  if (files.status(joinBytes(root, toBytePath(flags.file))) === undefined) return Object.fromEntries(names.map((name) => [name, null]));
  const section = sectionOf(readFlagsText(files, root, flags), flags);
  return Object.fromEntries(names.map((name) => [name, valueOf(Object.hasOwn(section, name) ? section[name] : null, name, flags)]));
}

/** The flags by which modules are switched. */
export function flagNames(config: Config): string[] {
  return Object.values(config.modules).flatMap((module) => module.switch?.flag ?? []);
}

/** The file's text with other values; nothing else in it changes. Throws FLAGS_INVALID. */
export function editFlags(text: string, flags: FlagsConfig, values: Readonly<Record<string, FlagValue>>): string {
  let edited = text;
  for (const [name, value] of Object.entries(values)) {
    sectionOf(edited, flags);
    const next = editValue(edited, isJson(flags), [...stepsOf(flags), name], value);
    if (next === undefined) {
      throw migrateError('FLAGS_INVALID', {
        message: `can't write ${name} into ${flags.file} without changing something else in it`,
        hint: `write "${example(flags, name)}" there by hand, with no anchor and no alias, then run the command again`,
        where: flags.file,
      });
    }
    edited = next;
  }
  return edited;
}

export function readFlagsText(files: FileSystem, root: BytePath, flags: FlagsConfig): string {
  const path = joinBytes(root, toBytePath(flags.file));
  if ((files.status(path)?.kind ?? 'file') !== 'file') {
    throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not a plain file`, hint: 'name the file itself: links are never followed', where: flags.file });
  }
  try {
    const bytes = readBytes(files, path);
    if (bytes !== undefined) return bytes.toString('utf8');
  } catch (cause) {
    throw migrateError('FLAGS_INVALID', { message: `can't read the flags file ${flags.file}: ${reasonOf(cause)}`, where: flags.file, cause });
  }
  throw migrateError('FLAGS_INVALID', {
    message: `there is no flags file ${flags.file}`,
    hint: `create it with the flags that your programs read, for example "${example(flags, 'FLAG')}"`,
    where: flags.file,
  });
}

/** The section that holds the flags, aliases resolved; empty when it is not there yet. */
function sectionOf(text: string, flags: FlagsConfig): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseFlags(text, isJson(flags), lines);
  const fault = document.errors[0];
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not valid: ${fault.message}`, where: `${flags.file}:${line}` });
  }
  let section = toPlain(document, flags);
  for (const [i, step] of ['', ...stepsOf(flags)].entries()) {
    if (i > 0) section = Object.hasOwn(section as object, step) ? (section as Record<string, unknown>)[step] : undefined;
    if (section === undefined || section === null) return {};
    if (typeof section !== 'object' || Array.isArray(section)) throw migrateError('FLAGS_INVALID', { message: `"${flags.path}" in ${flags.file} holds no flags`, where: flags.file });
  }
  return section as Record<string, unknown>;
}

/** Throws FLAGS_INVALID for aliases that unfold without end. */
function toPlain(document: Document, flags: FlagsConfig): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not valid: ${reasonOf(cause)}`, where: flags.file, cause });
  }
}

function valueOf(value: unknown, name: string, flags: FlagsConfig): FlagValue {
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && value >= 0 && value <= 100)) return value;
  throw migrateError('FLAGS_INVALID', {
    message: `${name} in ${flags.file} is ${JSON.stringify(value)}`,
    hint: 'a flag is false, true, or a number from 0 to 100',
    where: flags.file,
  });
}

function isJson({ file }: FlagsConfig): boolean {
  return /\.json[c5]?$/.test(file);
}

function example(flags: FlagsConfig, name: string): string {
  return stepsOf(flags).reduceRight((inner, step) => `${step}: { ${inner} }`, `${name}: false`);
}

function stepsOf(flags: FlagsConfig): string[] {
  return flags.path.split(/[./]/).filter((step) => step !== '');
}
