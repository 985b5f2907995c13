/** Keeps long synchronous work interruptible: lets the process breathe, tells progress, stops when asked. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { migrateError } from '../domain/errors.ts';

/** Called for each piece of work, with how far it is or nothing to tell; there is something to wait for only now and then. */
export type Pace = (what: string | undefined, done?: number, of?: number) => Promise<void> | undefined;

const everyMs = 50;

/** `tell` gets the progress a few times a second. Waiting for it throws INTERRUPTED once `signal` is aborted. */
export function makePace(signal: AbortSignal, tell: (what: string, done: number, of: number) => void): Pace {
  let breathed = performance.now();
  // Apart from the other, since within a big file there are breaths and nothing to tell.
  let told = breathed;
  return (what, done = 0, of = 0) => {
    const now = performance.now();
    if (what !== undefined && now - told >= everyMs) {
      told = now;
      tell(what, done, of);
    }
    if (now - breathed < everyMs) return undefined;
    breathed = now;
    return breathe(signal);
  };
}

async function breathe(signal: AbortSignal): Promise<void> {
  await nextTurn();
  stopIfAsked(signal);
}

/** Throws INTERRUPTED once `signal` is aborted. */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw migrateError('INTERRUPTED', { message: 'interrupted', hint: 'nothing was changed; run the command again' });
}
