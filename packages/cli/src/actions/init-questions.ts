/** What `init` asks on a terminal. The conversation is on stderr; Ctrl-C ends it and nothing is written. */

import { basename } from 'node:path';
import * as prompts from '@clack/prompts';
import { guessSides, type CaseChoice, type Program, type Survey } from '@cutover/migrate';
import { CutoverError } from '@cutover/runtime-testing';
import { cliError } from '../errors.ts';
import { casesFor, fromOf, sideOfLine, sideOfProgram, type InitAnswers, type InitSide, type InitWishes } from './init-answers.ts';

const terminal = { input: process.stdin, output: process.stderr };
/** More programs than these are found by typing the command. */
const programsShown = 12;

/** Asks what is not wished for. Throws CANCELLED. */
export async function askAnswers(wishes: InitWishes, root: string, found: Survey): Promise<InitAnswers> {
  prompts.intro('A new migration', terminal);
  const folder = basename(root) || 'migration';
  const name = wishes.name ?? (await answered(prompts.text({ ...terminal, message: 'What is it called?', initialValue: folder, validate: (text) => (text?.trim() ? undefined : 'It needs a name.') })));
  const guessed = guessSides(found.programs);
  const legacy = wishes.legacy ?? (await askSide('legacy', guessed.legacy, found.programs, root, found));
  const others = found.programs.filter(({ file }) => file !== legacy?.file);
  const candidate = legacy === undefined ? undefined : (wishes.candidate ?? (await askSide('candidate', guessed.candidate, others, root, found)));
  const cases = wishes.cases ?? (legacy === undefined ? { kind: 'none' } : await askCases(legacy, found));
  const from = wishes.from ?? (await askPaths(fromOf(legacy, candidate, found)));
  prompts.outro('That is all.', terminal);
  return { name: name.trim(), legacy, candidate, cases, from };
}

async function askSide(side: 'legacy' | 'candidate', guess: Program | undefined, programs: readonly Program[], root: string, found: Survey): Promise<InitSide | undefined> {
  const none = side === 'legacy' ? { value: 'none', label: 'it is no program', hint: 'back it up and plan only' } : { value: 'none', label: 'there is none yet', hint: 'record the legacy first' };
  const shown = [...(guess === undefined ? [] : [guess]), ...programs.filter((each) => each !== guess)].slice(0, programsShown);
  const options = [...shown.map(({ label, found: how }, i) => ({ value: String(i), label, hint: how })), { value: 'other', label: 'another command' }, none];
  const message = side === 'legacy' ? 'How does the legacy run, the one that is to be replaced?' : 'And the candidate, the one that replaces it?';
  const chosen = await answered(prompts.select({ ...terminal, message, options }));
  if (chosen === 'none') return undefined;
  if (chosen !== 'other') return sideOfProgram(shown[Number(chosen)]!);
  const line = await answered(
    prompts.text({
      ...terminal,
      message: 'Its command, {} for the input',
      placeholder: side === 'legacy' ? 'python3 old.py {}' : 'python3 new.py {}',
      validate: (text) => faultOf(() => sideOfLine(text ?? '', `--${side}`, root, found)),
    }),
  );
  return sideOfLine(line, `--${side}`, root, found);
}

async function askCases(legacy: InitSide, found: Survey): Promise<CaseChoice> {
  const offers = await casesFor(legacy, found);
  const hole = legacy.command.some((word) => word.includes('{}'));
  const options = [
    ...offers.map(({ label }, i) => ({ value: String(i), label })),
    { value: 'typed', label: 'inputs that I type' },
    ...(hole ? [] : [{ value: 'none', label: 'none: it runs without input' }]),
  ];
  const chosen = await answered(prompts.select({ ...terminal, message: 'On which inputs are they compared? Each is a case.', options }));
  if (chosen === 'none') return { kind: 'none' };
  if (chosen !== 'typed') return offers[Number(chosen)]!.choice;
  const typed = await answered(prompts.text({ ...terminal, message: 'Inputs, divided by spaces', placeholder: 'a.csv b.csv', validate: (text) => (text?.trim() ? undefined : 'At least one.') }));
  return { kind: 'input', values: typed.split(/\s+/).filter((word) => word !== '') };
}

async function askPaths(proposed: readonly string[]): Promise<string[]> {
  const typed = await answered(prompts.text({ ...terminal, message: 'Files and folders that are replaced, divided by spaces', initialValue: proposed.join(' '), placeholder: 'none yet' }));
  return (typed ?? '').split(/\s+/).filter((path) => path !== '');
}

/** The answer, or the end of the conversation. */
async function answered<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await question;
  if (!prompts.isCancel(answer)) return answer as Exclude<T, symbol>;
  prompts.cancel('Nothing was written.', terminal);
  throw cliError('CANCELLED', { message: 'the questions were not answered; nothing was written', hint: 'the same by flags: see "cutover init --help"' });
}

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof CutoverError) return error.message;
    throw error;
  }
}
