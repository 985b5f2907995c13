/** `{{field}}` in commands, environment and paths. */

import { didYouMean } from '@cutover/runtime-testing';
import { fieldText, type Case } from './case.ts';
import { migrateError } from './errors.ts';

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What stands for `{{root}}` and the case's fields. */
export interface TemplateValues {
  case: Case;
  root: string;
  /** How a value is made fit for its place: as it is, or quoted for a shell. */
  quote?: (text: string) => string;
}

/** `text` with every placeholder replaced. Throws FIELD_UNKNOWN, naming case and field. */
export function fillTemplate(text: string, { case: each, root, quote = (value) => value }: TemplateValues): string {
  return text.replace(placeholder, (_, name: string) => {
    if (name === 'root') return quote(root);
    if (Object.hasOwn(each.fields, name)) return quote(fieldText(each.fields[name]));
    const known = ['root', ...Object.keys(each.fields)];
    throw migrateError('FIELD_UNKNOWN', {
      message: `case "${each.id}" has no field "${name}", which {{${name}}} asks for`,
      where: each.where,
      hint: didYouMean(name, known) ?? `its fields: ${known.join(', ')}`,
    });
  });
}

/** One word of a command. A word that is nothing but a field whose value is a list becomes a word for each of its elements. */
export function fillWord(word: string, values: TemplateValues): string[] {
  const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(word)?.[1];
  const value = whole !== undefined && Object.hasOwn(values.case.fields, whole) ? values.case.fields[whole] : undefined;
  return Array.isArray(value) ? value.map(fieldText) : [fillTemplate(word, values)];
}

/** A word as a POSIX shell takes it literally. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
