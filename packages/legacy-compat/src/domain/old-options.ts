/** Reads the words of an old command line by a declaration of its arguments and options. */

import { legacyError } from './errors.ts';
import { didYouMean } from '@cutover/runtime-testing';

export interface OldOption {
  /** `flag` takes no value; `integer` and `number` are checked; `text` is the default. */
  kind?: 'text' | 'integer' | 'number' | 'flag';
  choices?: readonly string[];
  default?: string | number | boolean;
  /** Its one-letter spelling: `f` for `-f VALUE`. */
  short?: string;
}

export type OldOptions = Readonly<Record<string, OldOption>>;

export interface OldCommandLine {
  name: string;
  /** Names of the arguments in order; the last may end in `...` and takes one or more. */
  arguments?: readonly string[];
  options?: OldOptions;
}

export interface ReadCommandLine {
  /** By name; a `...` argument holds a list. */
  arguments: Record<string, string | string[]>;
  /** By name, defaults filled in; without a default an option that was not given is absent. */
  options: Record<string, string | number | boolean>;
  /** The options that were really given. */
  given: ReadonlySet<string>;
}

/** Reads `argv` the way the old program did: options anywhere, `--name value` or `--name=value`, both spellings. Throws LEGACY_USAGE. */
export function readCommandLine(command: OldCommandLine, argv: readonly string[]): ReadCommandLine {
  const declared = command.options ?? {};
  const words = [...argv];
  const positional: string[] = [];
  const options: ReadCommandLine['options'] = {};
  const given = new Set<string>();
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === '--') {
      positional.push(...words.splice(0));
    } else if (!word.startsWith('--') && !/^-[A-Za-z]$/.test(word)) {
      positional.push(word);
    } else {
      const [spelling, inline] = splitOnce(word.replace(/^--?/, ''));
      const name = word.startsWith('--') ? spelling.replaceAll('_', '-') : longNameOf(declared, spelling);
      const option = name === undefined ? undefined : declared[name];
      if (name === undefined || !option) throw unknownOption(command, word.startsWith('--') ? `--${spelling.replaceAll('_', '-')}` : word);
      given.add(name);
      options[name] = readValue(command, name, option, inline, words);
    }
  }
  for (const [name, option] of Object.entries(declared)) {
    if (option.kind === 'flag') options[name] ??= false;
    else if (option.default !== undefined) options[name] ??= option.default;
  }
  return { arguments: readArguments(command, positional), options, given };
}

function longNameOf(declared: OldOptions, letter: string): string | undefined {
  return Object.keys(declared).find((name) => declared[name]!.short === letter);
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function readValue(
  command: OldCommandLine,
  name: string,
  option: OldOption,
  inline: string | undefined,
  words: string[],
): string | number | boolean {
  if (option.kind === 'flag') {
    if (inline !== undefined) throw usage(command, `option --${name} takes no value`);
    return true;
  }
  const text = inline ?? words.shift();
  if (text === undefined) throw usage(command, `option --${name} needs a value`);
  if (option.choices && !option.choices.includes(text)) {
    throw usage(command, `option --${name} is one of ${option.choices.join(', ')}, not "${text}"`);
  }
  if (option.kind === 'integer' && !/^-?\d+$/.test(text)) throw usage(command, `option --${name} is a whole number, not "${text}"`);
  if (option.kind === 'number' && !/^-?\d*\.?\d+(e-?\d+)?$/i.test(text)) throw usage(command, `option --${name} is a number, not "${text}"`);
  return option.kind === 'integer' || option.kind === 'number' ? Number(text) : text;
}

function readArguments(command: OldCommandLine, positional: readonly string[]): ReadCommandLine['arguments'] {
  const names = command.arguments ?? [];
  const read: ReadCommandLine['arguments'] = {};
  names.forEach((name, i) => {
    const isList = name.endsWith('...');
    const value = isList ? positional.slice(i) : positional[i];
    if (value === undefined || value.length === 0) throw usage(command, `argument ${name.replace('...', '').toUpperCase()} is missing`);
    read[name.replace('...', '')] = value;
  });
  if (positional.length > names.length && !names.at(-1)?.endsWith('...')) {
    throw usage(command, `unexpected argument "${positional[names.length]}"`);
  }
  return read;
}

function unknownOption(command: OldCommandLine, name: string) {
  const known = Object.keys(command.options ?? {}).map((option) => `--${option}`);
  return legacyError('LEGACY_USAGE', {
    message: `${command.name}: no such option ${name}`,
    hint: didYouMean(name, known) ?? (known.length > 0 ? `options: ${known.join(', ')}` : 'it has no options'),
  });
}

function usage(command: OldCommandLine, message: string) {
  const words = [...(command.arguments ?? []).map((name) => name.toUpperCase()), ...Object.keys(command.options ?? {}).map((name) => `[--${name}]`)];
  return legacyError('LEGACY_USAGE', { message: `${command.name}: ${message}`, hint: `usage: ${[command.name, ...words].join(' ')}` });
}
