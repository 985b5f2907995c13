/** Tells how far long work is: one line that is rewritten on a terminal, a plain line now and then elsewhere. */

import type { Session } from '../session.ts';
import { print } from './streams.ts';

export interface Progress {
  at: (done: number, of: number, what: string) => void;
  /** Clears the line; call it before anything else is printed. */
  end: () => void;
}

const plainPauseMs = 5000;
const linePauseMs = 80;

/** Progress of work counted in `things`. */
export function tellProgress({ say, now, terminal, globals }: Session, things: string): Progress {
  let lastAt = now().getTime();
  let shown = false;
  // What came before the first that is told, be it other work, is no measure of what is left; nor is another phase.
  let first = { done: 0, time: lastAt };
  let before = Infinity;
  return {
    at: (done, of, what) => {
      const time = now().getTime();
      if (done < before) first = { done, time };
      before = done;
      const pause = terminal.interactive ? linePauseMs : plainPauseMs;
      if (globals.quiet || (time - lastAt < pause && (done < of || !shown))) return;
      lastAt = time;
      const line = `${done} of ${of} ${things}${timeLeft((time - first.time) / (done - first.done), of - done)}`;
      if (!terminal.interactive) return say(line);
      shown = true;
      print(2, `\r\u001B[K${`${line}  ${what.replaceAll(/\p{C}/gu, ' ')}`.slice(0, terminal.width - 1)}`);
    },
    end: () => {
      if (shown) print(2, '\r\u001B[K');
    },
  };
}

function timeLeft(msEach: number, left: number): string {
  if (!Number.isFinite(msEach)) return '';
  const seconds = Math.round((msEach * left) / 1000);
  if (seconds < 2) return '';
  return seconds < 90 ? `, ${seconds} s left` : `, ${Math.round(seconds / 60)} min left`;
}
