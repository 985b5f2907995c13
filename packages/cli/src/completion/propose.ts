/** What could stand at the cursor: commands, options and choices from the program itself, other values from the project. */

import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { knownOptions, optionNamed, pathOf, positionOf, type Position } from './position.ts';
import { sourceOf } from './sources.ts';

export interface CompletionWord {
  word: string;
  /** Empty where there is nothing to add. */
  about: string;
}

/** The words that begin as the last of `words` does; none where a file is wanted, which the shell completes. */
export async function proposeWords(program: Command, words: readonly string[], session: Session): Promise<CompletionWord[]> {
  const position = positionOf(program, words);
  const { current, plain } = position;
  const inline = plain ? null : /^(--[^=]+=)(.*)$/s.exec(current);
  if (inline !== null) {
    const [, name = '', typed = ''] = inline;
    const option = optionNamed(position.command, name.slice(0, -1));
    const values = option === undefined ? [] : await valuesAt({ ...position, option }, session);
    return beginning(values, typed).map(({ word, about }) => ({ word: name + word, about }));
  }
  if (!plain && current.startsWith('-') && position.option === undefined) return beginning(optionsAt(position), current);
  const values = await valuesAt(position, session);
  return beginning(position.option === undefined ? [...commandsAt(position), ...values] : values, current);
}

function beginning(words: readonly CompletionWord[], typed: string): CompletionWord[] {
  return words.filter(({ word }) => word.startsWith(typed));
}

function commandsAt({ command, operands, plain }: Position): CompletionWord[] {
  if (operands.length > 0 || plain) return [];
  const help = command.createHelp();
  return help.visibleCommands(command).map((each) => ({ word: each.name(), about: help.subcommandDescription(each) }));
}

/** An option is proposed once, unless it takes several values. */
function optionsAt({ command, options }: Position): CompletionWord[] {
  return knownOptions(command)
    .filter((option) => options[option.attributeName()] === undefined || option.variadic || Array.isArray(option.defaultValue))
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description }));
}

async function valuesAt(position: Position, session: Session): Promise<CompletionWord[]> {
  const { command, option, argument } = position;
  const choices = (option ?? argument)?.argChoices;
  if (choices !== undefined) return choices.map((word) => ({ word, about: '' }));
  const name = option === undefined ? argument && `<${argument.name()}>` : option.long;
  const source = name === undefined ? undefined : sourceOf(pathOf(command), name);
  if (source === undefined) return [];
  const taken = option === undefined ? position.operands : (position.options[option.attributeName()] ?? []);
  return (await source(position, session)).filter(({ word }) => !taken.includes(word));
}
