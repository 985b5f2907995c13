/** Shows what a watched test answers, run by run. */

import { relative } from 'node:path';
import type { WatchListener } from '@cutover/runtime-testing';
import type { Answer, Session } from './session.ts';
import { errorText } from './terminal/error.ts';
import { makeStyle } from './terminal/style.ts';

const filesShown = 5;

/** Watches until Ctrl-C; the answer is that of the last run. `keep` makes the answer of one run and keeps what is to be kept of it. */
export async function watchAndShow<T>(
  session: Session,
  keep: (result: T) => Promise<Answer>,
  watch: (listener: WatchListener<T>) => Promise<void>,
): Promise<Answer> {
  let last: Answer | undefined;
  const begin = (changed: readonly string[]): void => {
    if (changed.length === 0) return;
    const shown = changed.slice(0, filesShown).map((file) => relative(session.cwd, file));
    session.say(`\nchanged: ${shown.join(', ')}${changed.length > filesShown ? ` and ${changed.length - filesShown} more` : ''}`);
  };
  const wait = (): void => session.say('waiting for changes; Ctrl-C ends');
  await watch({
    onRun: async (result, changed) => {
      begin(changed);
      last = await keep(result);
      session.show(last.text);
      wait();
    },
    onError: (error, changed) => {
      begin(changed);
      session.say(errorText(error, session.cwd, makeStyle(session.terminal.color)));
      wait();
    },
  });
  return last === undefined ? { exit: 0, document: { schema_version: 1 }, text: '' } : { ...last, text: '' };
}
