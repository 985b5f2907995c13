/** What `init` has to know, and where it comes from when nobody is asked: the options, else what the project shows. */

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileStarted, guessSides, replacedPath, wordsOfLine, type CaseChoice, type Program, type SideDraft, type Survey } from '@cutover/migrate';
import { cliError } from '../errors.ts';

/** One side: how it runs, how that is told, and the project's file that it starts. */
export interface InitSide extends SideDraft {
  label: string;
  file: string | undefined;
}

export interface InitAnswers {
  name: string;
  legacy: InitSide | undefined;
  candidate: InitSide | undefined;
  cases: CaseChoice;
  /** Paths that are replaced. */
  from: readonly string[];
}

/** What the options say; the rest is asked or guessed. */
export type InitWishes = { [Key in keyof InitAnswers]?: InitAnswers[Key] | undefined };

export interface InitOptions {
  name?: string;
  from?: string[];
  legacy?: string;
  candidate?: string;
  input: string[];
  stdin?: string[];
  record?: boolean;
}

/** So many calls found in tests become cases, and so many files. */
const casesProposed = 50;

/** What the options and the words after `--` say. Throws USAGE and LINE_INVALID. */
export function wishesOf(options: InitOptions, words: readonly string[], root: string, found: Survey): InitWishes {
  const { name, from, input, stdin, record = false } = options;
  if (record !== words.length > 0) {
    throw cliError('USAGE', { message: record ? '--record needs the command of the legacy' : `"${words.join(' ')}" is not expected`, hint: 'record a run of the legacy with: cutover init --record -- python3 old.py ARGUMENTS' });
  }
  if (input.length > 0 && stdin !== undefined) throw cliError('USAGE', { message: '--input and --stdin can\'t be used together' });
  const line = (text: string | undefined, flag: string): InitSide | undefined => (text === undefined ? undefined : sideOfLine(text, flag, root, found));
  const recorded = record ? recordedCall(words, input, root, found) : undefined;
  if (recorded !== undefined && options.legacy !== undefined) throw cliError('USAGE', { message: '--record names the legacy command: leave out --legacy' });
  return {
    name,
    from,
    legacy: recorded?.side ?? line(options.legacy, '--legacy'),
    candidate: line(options.candidate, '--candidate'),
    cases: recorded?.cases ?? (stdin !== undefined ? { kind: 'stdin', files: stdin } : input.length > 0 ? { kind: 'input', values: input } : undefined),
  };
}

/** The side that a command line stands for. Throws LINE_INVALID. */
export function sideOfLine(text: string, flag: string, root: string, { index }: Survey): InitSide {
  const { command, env = {} } = wordsOfLine(text, flag, (path) => existsSync(join(root, path)));
  return { label: text, command, env: { ...env }, file: fileStarted({ command, env: { ...env } }, index) };
}

export function sideOfProgram({ label, command, env, file }: Program): InitSide {
  return { label, command, env, file };
}

/** The program ends with the first file of the project, or the module after `python -m`; what follows are the arguments. */
function recordedCall(words: readonly string[], inputs: readonly string[], root: string, found: Survey): { side: InitSide; cases: CaseChoice | undefined } {
  const quoted = (list: readonly string[]): string => list.map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
  if (inputs.length > 0) return { side: sideOfLine(quoted(words), '--record', root, found), cases: { kind: 'input', values: inputs } };
  const whole = sideOfLine(quoted(words), '--record', root, found);
  const named = whole.command.findIndex((word) => word.startsWith('{{root}}/') && !word.startsWith('{{root}}/node_modules/'));
  const program = Math.max(named, whole.env['PYTHONPATH'] === undefined ? 0 : whole.command.indexOf('-m') + 1) + words.length - whole.command.length;
  const side = sideOfLine(quoted(words.slice(0, program + 1)), '--record', root, found);
  const args = words.slice(program + 1);
  return { side, cases: args.length === 0 ? { kind: 'none' } : { kind: 'args', lists: [args] } };
}

/** What is not wished for, as far as the project leaves no doubt. Throws INIT_UNCLEAR. */
export async function guessAnswers(wishes: InitWishes, root: string, found: Survey): Promise<InitAnswers> {
  const { programs } = found;
  const within = (path: string): boolean => wishes.from === undefined || wishes.from.some((each) => path === each || path.startsWith(`${each.replace(/\/+$/, '')}/`));
  const guessed = guessSides(programs);
  const inside = programs.filter(({ file }) => within(file));
  const likely = wishes.from === undefined ? guessed.legacy : inside.length === 1 ? inside[0] : guessSides(inside).legacy;
  const legacy = wishes.legacy ?? (likely && sideOfProgram(likely));
  if (legacy === undefined && (wishes.from ?? []).length === 0) throw unclear(programs);
  const next = guessed.candidate !== undefined && guessed.candidate.file !== legacy?.file ? sideOfProgram(guessed.candidate) : undefined;
  const candidate = legacy === undefined ? undefined : (wishes.candidate ?? next);
  const cases = wishes.cases ?? (legacy === undefined ? { kind: 'none' } : ((await casesFor(legacy, found))[0]?.choice ?? withoutInput(legacy)));
  return { name: wishes.name ?? (basename(root) || 'migration'), legacy, candidate, cases, from: wishes.from ?? fromOf(legacy, candidate, found) };
}

/** The paths that stand for the legacy, as its command names them. */
export function fromOf(legacy: InitSide | undefined, candidate: InitSide | undefined, { index }: Survey): string[] {
  return legacy?.file === undefined ? [] : [replacedPath(legacy.file, candidate?.file, index)];
}

/** The ways to tell cases that the project offers for a program, the best first: calls in tests, then files. */
export async function casesFor(side: InitSide, found: Survey): Promise<{ label: string; choice: CaseChoice }[]> {
  const program = found.programs.find(({ file }) => file === side.file);
  const hole = side.command.some((word) => word.includes('{}'));
  const calls = program === undefined ? [] : (await found.callsOf(program)).filter((args) => !hole || args.length === 1).slice(0, casesProposed);
  const files = found.inputs.map(({ glob, files: members }) => {
    const some = members.slice(0, casesProposed);
    return { label: some.length === 1 ? some[0]! : `${some.length} files, ${glob}`, choice: program?.takes === 'stdin' && !hole ? { kind: 'stdin' as const, files: some } : { kind: 'input' as const, values: some } };
  });
  const called = { label: `${calls.length} call${calls.length === 1 ? '' : 's'} in the tests`, choice: { kind: 'args' as const, lists: calls } };
  return [...(calls.length === 0 ? [] : [called]), ...files];
}

function withoutInput({ command, label }: InitSide): CaseChoice {
  if (!command.some((word) => word.includes('{}'))) return { kind: 'none' };
  throw cliError('INIT_UNCLEAR', { message: `"${label}" asks for an input, and none is given or found`, where: '--legacy', hint: 'give inputs: --input VALUE, once for each case' });
}

function unclear(programs: readonly Program[]) {
  const shown = programs.slice(0, 5).map(({ label, found }) => `  ${label}  (${found})`);
  const message = programs.length === 0 ? 'no program was found here that could be the legacy' : `which of these is the legacy?\n${shown.join('\n')}${programs.length > 5 ? `\n  … and ${programs.length - 5} more` : ''}`;
  return cliError('INIT_UNCLEAR', { message, hint: 'say how both sides run: --legacy "python3 old.py {}" --candidate "python3 new.py {}" --input VALUE; or what is replaced: --from PATH' });
}
