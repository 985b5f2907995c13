/** Keeps long synchronous work interruptible: lets the process breathe, tells progress, stops when asked. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { migrateError } from '../domain/errors.ts';

/** Called for each piece of work, with how far it is or nothing to tell; there is something to wait for only now and then. */
export type Pace = (what: string | undefined, done?: number, of?: number) => Promise<void> | undefined;

const breathEveryMs = 50;

/** `tell` gets the progress a few times a second. Throws INTERRUPTED once `signal` is aborted. */
export function makePace(signal: AbortSignal, tell: (what: string, done: number, of: number) => void): Pace {
  let last = performance.now();
  return (what, done = 0, of = 0) => {
    const now = performance.now();
    if (now - last < breathEveryMs) return undefined;
    last = now;
    if (what !== undefined) tell(what, done, of);
    return breathe(signal);
  };
}

async function breathe(signal: AbortSignal): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw migrateError('INTERRUPTED', { message: 'interrupted', hint: 'nothing was changed; run the command again' });
}
