/** Answers a shell that asks what could come next. Whatever goes wrong, nobody who presses Tab wants to read about it. */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import { positionOf } from '../completion/position.ts';
import { proposeWords, type CompletionWord } from '../completion/propose.ts';
import type { Answer, Session } from '../session.ts';
import { visible } from '../terminal/visible.ts';

/** One line a word, with what it is about behind a tab. */
export async function complete(program: Command, words: readonly string[], session: Session): Promise<Answer> {
  const found = await proposeWords(program, words, inFolder(program, words, session)).catch(() => []);
  const proposals = found.filter(({ word }) => !/\p{C}/u.test(word));
  return { exit: 0, document: { schema_version: 1, proposals }, text: proposals.map(lineOf).join('\n') };
}

/** `--cwd` and `--config` of the line that is being typed count, not those of this command. */
function inFolder(program: Command, words: readonly string[], session: Session): Session {
  const { options } = positionOf(program, words);
  const config = options['config']?.at(-1);
  return { ...session, cwd: resolve(session.cwd, options['cwd']?.at(-1) ?? '.'), globals: { ...session.globals, ...(config === undefined ? {} : { config }) } };
}

function lineOf({ word, about }: CompletionWord): string {
  return about === '' ? word : `${word}\t${visible(about)}`;
}
