/** An old command line put into the words of a new one. */

import { legacyError } from './errors.ts';
import { readCommandLine, type OldCommandLine } from './old-options.ts';

/** What an old option became: another name, with other values where they changed; or nothing, for a reason that users are told. */
export type OptionMapping = { to: string; values?: Readonly<Record<string, string>> } | { dropped: string };

export interface CommandMapping extends OldCommandLine {
  /** The new command; `{{file}}` stands for the old argument of that name, a list of arguments fills in as several words. */
  to: readonly string[];
  /** One entry for every old option. */
  mapped?: Readonly<Record<string, OptionMapping>>;
}

export interface AdaptedCommand {
  /** The new command, word by word, ready to be run without a shell. */
  command: string[];
  /** Lines for stderr: that the old command is deprecated and what to use, and what has no meaning any more. */
  notices: string[];
}

/**
 * Makes the function that turns the words after an old command's name into the new command. Defaults of the old command
 * are passed on in full, since the new one's may differ. Throws MAPPING_INVALID when an option or argument is not mapped;
 * the function throws LEGACY_USAGE for words that the old command did not know either.
 */
export function adaptCommand(mapping: CommandMapping): (argv: readonly string[]) => AdaptedCommand {
  checkMapping(mapping);
  return (argv) => {
    const old = readCommandLine(mapping, argv);
    const command = mapping.to.flatMap((word) => fillIn(word, old.arguments));
    const notices: string[] = [];
    for (const [name, value] of Object.entries(old.options)) {
      const target = mapping.mapped![name]!;
      if ('dropped' in target) {
        if (old.given.has(name)) notices.push(`--${name} has no meaning any more: ${target.dropped}`);
      } else if (value === true) {
        command.push(target.to);
      } else if (value !== false) {
        command.push(target.to, target.values?.[String(value)] ?? String(value));
      }
    }
    return { command, notices: [`${mapping.name} is deprecated; use: ${command.map(quoted).join(' ')}`, ...notices] };
  };
}

function checkMapping({ name, options = {}, mapped = {}, to, arguments: args = [] }: CommandMapping): void {
  const problems = [
    ...Object.keys(options).filter((option) => !mapped[option]).map((option) => `option --${option} is not mapped`),
    ...Object.keys(mapped).filter((option) => !options[option]).map((option) => `--${option} is mapped but not an option`),
    ...args
      .map((argument) => argument.replace('...', ''))
      .filter((argument) => !to.some((word) => word.includes(`{{${argument}}}`)))
      .map((argument) => `argument ${argument} is not used`),
  ];
  if (problems.length > 0) throw legacyError('MAPPING_INVALID', { message: `${name}: ${problems.join('; ')}` });
}

function fillIn(word: string, values: Record<string, string | string[]>): string[] {
  const whole = /^\{\{(\w+)\}\}$/.exec(word)?.[1];
  const value = whole === undefined ? undefined : values[whole];
  if (value !== undefined) return [value].flat();
  return [word.replaceAll(/\{\{(\w+)\}\}/g, (field, name: string) => [values[name] ?? field].flat().join(' '))];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
