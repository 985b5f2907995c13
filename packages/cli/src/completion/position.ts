/** Where in a command line the cursor stands: in which command, behind which option, at which argument. */

import type { Argument, Command, Option } from 'commander';

export interface Position {
  command: Command;
  /** The arguments given so far. */
  operands: string[];
  /** The values of options given so far, by the option's attribute name. */
  options: Record<string, string[]>;
  /** The word that is being typed, from its beginning to the cursor. */
  current: string;
  /** The option whose value is being typed. */
  option: Option | undefined;
  /** The argument that is being typed, if the command takes one more. */
  argument: Argument | undefined;
  /** After `--`, or after the words of another program, nothing is an option. */
  plain: boolean;
}

/** Reads the words after the program's name; the last one, which may be empty, is the one being typed. */
export function positionOf(program: Command, words: readonly string[]): Position {
  const given = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const options: Record<string, string[]> = {};
  const operands: string[] = [];
  let command = program;
  let open: Option | undefined;
  let plain = false;
  for (const word of given) {
    if (open !== undefined && !(open.variadic && word.startsWith('-'))) {
      (options[open.attributeName()] ??= []).push(word);
      if (!open.variadic) open = undefined;
      continue;
    }
    open = undefined;
    if (!plain && word === '--') {
      plain = true;
    } else if (!plain && word.startsWith('-') && word !== '-') {
      const [name = '', value] = word.split(/=(.*)/s);
      const option = optionNamed(command, name);
      if (option === undefined) continue;
      options[option.attributeName()] ??= [];
      if (value !== undefined) options[option.attributeName()]!.push(value);
      else if (option.required || option.optional) open = option;
    } else {
      const child = operands.length === 0 && !plain ? command.commands.find((each) => each.name() === word) : undefined;
      if (child === undefined) operands.push(word);
      else command = child;
    }
  }
  const isOption = !plain && current.startsWith('-');
  return { command, operands, options, current, option: isOption ? undefined : open, argument: argumentAt(command, operands.length), plain };
}

/** The options of a command and of those above it, which it takes, too. */
export function knownOptions(command: Command): Option[] {
  const found: Option[] = [];
  for (let at: Command | null = command; at; at = at.parent) found.push(...at.createHelp().visibleOptions(at));
  return found.filter((option, i) => found.findIndex((each) => each.long === option.long) === i);
}

/** The option of that name, short or long, which a command takes. */
export function optionNamed(command: Command, name: string): Option | undefined {
  return knownOptions(command).find(({ short, long }) => name === short || name === long);
}

/** `migrate backups show`: the words that lead to a command. */
export function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at = command; at.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}
