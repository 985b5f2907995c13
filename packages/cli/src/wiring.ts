/** Wires the legacy adapter in. The only file that names it: deleting this file and the package ends a migration. */

import type * as adapter from '@cutover/legacy-compat/commands';
import { CutoverError } from '@cutover/runtime-testing';
import { example, type Declare } from './command.ts';
import { cliError } from './errors.ts';
import type { Answer, Session } from './session.ts';
import { errorDocument } from './terminal/error.ts';
import { makeStyle, type Style } from './terminal/style.ts';
import { visible } from './terminal/visible.ts';

type Adapter = typeof adapter;

const ownWords: ReadonlySet<string> = new Set(['--no-deprecation', '--legacy-banner', '--json', '-h', '--help']);

const help = `Usage: cutover legacy NAME [ARGS...]
       cutover legacy map

The old runtime-testing commands on the new core, in both spellings.

Options:
  --no-deprecation  leave out the line about deprecation (or set CUTOVER_NO_DEPRECATION)
  --legacy-banner   print the old lines before the result, also before JSON
  --json            the result as JSON
  -h, --help        help, also for one command: cutover legacy test-script --help
${example('cutover legacy test-script currency_conversion --output-format json')}`;

/** `cutover legacy NAME ARGS...` and `cutover legacy map` */
export const declareLegacy: Declare = (program, run) => {
  program
    .command('legacy')
    .summary('the old commands on the new core; "legacy map" lists them')
    .description('Answers the old commands on the new core; "legacy map" lists them.')
    .argument('[words...]', 'map, or a legacy command with its arguments and options')
    .allowUnknownOption()
    .helpOption(false)
    .addHelpText('after', example('cutover legacy map'))
    .action(async (words: string[], _options, command) => {
      await run(command, (session) => answerLegacy(words, session));
    });
};

/** The first words after `legacy`, with what became of each. */
export async function legacyNames(): Promise<{ word: string; about: string }[]> {
  const { legacyMap } = await import('@cutover/legacy-compat/commands');
  const names = legacyMap().commands.map(({ name, fate, replacement }) => ({ word: name.split(' ')[0]!, about: fate === 'kept' ? replacement : `retired: ${replacement}` }));
  return [{ word: 'map', about: 'all legacy commands' }, ...names.filter(({ word }, i) => names.findIndex((each) => each.word === word) === i)];
}

async function answerLegacy(words: readonly string[], session: Session): Promise<Answer> {
  const asked = new Set(words.filter((word) => ownWords.has(word)));
  const rest = words.filter((word) => !ownWords.has(word));
  if (rest.length === 0) return { exit: asked.has('--help') || asked.has('-h') ? 0 : 2, document: { schema_version: 1, help }, text: help };
  const legacy = await import('@cutover/legacy-compat/commands');
  if (rest[0] === 'map') {
    if (rest.length > 1) throw cliError('USAGE', { message: `"legacy map" takes no "${rest[1]}"`, hint: 'usage: cutover legacy map [--json]' });
    const map = legacy.legacyMap();
    return { exit: 0, document: map, text: mapText(map.commands, makeStyle(session.terminal.color)) };
  }
  if (asked.has('--help') || asked.has('-h')) {
    const lines = legacy.describeLegacyCommand(rest);
    return { exit: 0, document: { schema_version: 1, help: lines.join('\n') }, text: lines.join('\n') };
  }
  const call = legacy.readLegacyCall(asked.has('--json') ? legacy.withJsonOutput(rest) : rest);
  const isQuiet = asked.has('--no-deprecation') || (session.env['CUTOVER_NO_DEPRECATION'] ?? '') !== '';
  if (!isQuiet) session.say(call.deprecation);
  const { cwd, env, now, signal } = session;
  try {
    const answer = await call.run({ cwd, env, now, signal, confirm: ask });
    const { exit, document, asJson, lines, notices = [], banner = [] } = answer;
    for (const notice of notices) session.say(notice);
    return {
      exit,
      document,
      text: asJson ? JSON.stringify(document, undefined, 2) : lines.map(shown).join('\n'),
      ...(asked.has('--legacy-banner') && banner.length > 0 ? { preamble: banner.join('\n') } : {}),
    };
  } catch (error) {
    if (!(error instanceof CutoverError) || error.code === 'LEGACY_USAGE') throw error;
    const hint = error.hint === undefined ? '' : `\nhint: ${error.hint}`;
    return { exit: 1, document: errorDocument(error), text: '', complaint: `Error: ${shown(error.message)}${hint}` };
  }
}

/** Names and messages come from files: lines stay lines, but nothing in them is obeyed. */
function shown(text: string): string {
  return text.split(/([\n\t])/).map((part) => (part === '\n' || part === '\t' ? part : visible(part))).join('');
}

/** Asks on stderr and reads one line of stdin, so that `yes | cutover legacy …` works as it did. */
async function ask(question: string): Promise<boolean> {
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => {
      terminal.once('close', () => resolve('no answer'));
    });
    const answer = await Promise.race([terminal.question(`${question} [y/N]: `), closed]);
    if (answer === 'no answer') process.stderr.write('\n');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function mapText(commands: ReturnType<Adapter['legacyMap']>['commands'], style: Style): string {
  const section = (fate: string, title: string) => [
    style.bold(title),
    ...commands
      .filter((command) => command.fate === fate)
      .flatMap(({ name, replacement, note }) => [`  ${name} -> ${replacement}`, style.dim(`      ${note}`)]),
  ];
  return [...section('kept', 'Kept: they work, on the new core'), '', ...section('retired', 'Retired: what to use instead')].join('\n');
}
