/** Runs a new function beside the old one on real calls. The caller gets what the old one gives, whatever the new one does. */

import { AsyncResource } from 'node:async_hooks';
import { serialize } from 'node:v8';
import { compareSchema, makeRules } from '@cutover/migrate/domain';
import type * as z from 'zod/mini';
import { inOwnThread, inThisThread, thrown, timeout, type CandidateModule } from './candidate.ts';
import { observe, type CallEnd, type Observation } from './domain/observation.ts';
import { isServedByCandidate, type FlagValue } from './domain/rollout.ts';

export interface ExperimentOptions<Args extends unknown[], Result> {
  name: string;
  /** The old function, sync or async. */
  control: (...args: Args) => Result;
  /**
   * The new one. A module gets a thread of its own: whatever it does, hang, exit, fail later, fill its memory, stays there. A function
   * `inThisThread` is not contained, only waited for no longer than `timeoutMs`: for what is trusted not to loop or exit.
   */
  candidate: CandidateModule | { inThisThread: (...args: Args) => unknown };
  /** Which calls are sampled: none, all, or a percentage; a function is asked at each call, for a ramp by flag. */
  sample?: FlagValue | (() => FlagValue);
  /** The stable key by which a percentage is decided. Without it chance decides. */
  key?: (...args: Args) => string;
  /** The rules of comparing, as in a configuration's `compare`. */
  compare?: z.input<typeof compareSchema>;
  /** Gets every observation; what it throws is dropped, and it is waited for no longer than `timeoutMs`. */
  publish: (observation: Observation) => void | Promise<void>;
  /** Longest wait for the candidate, ms. */
  timeoutMs?: number;
  /** Heap limit of a candidate module's thread, MB. */
  memoryMb?: number;
  /** Most sampled calls that wait for the candidate; those beyond are not observed. */
  maxWaiting?: number;
  random?: () => number;
  now?: () => Date;
}

export interface Experiment<Args extends unknown[], Result> {
  (...args: Args): Result;
  /** Sampled calls that were not observed: too many waiting, or arguments that can't be copied. */
  readonly skipped: number;
  /** Waits until every sampled call whose control has ended is published. */
  settled: () => Promise<void>;
  /** Waits, then ends the candidate's thread. Calls go on to the control alone. */
  close: () => Promise<void>;
}

/**
 * Wraps `control` so that sampled calls are also given to `candidate`, later and with copies of the arguments, compared by the
 * rules of a parity run, and published. The wrapped function returns the control's result or throws its error, at its speed.
 * Throws a TypeError for a candidate that is a bare function.
 */
export function experiment<Args extends unknown[], Result>(options: ExperimentOptions<Args, Result>): Experiment<Args, Result> {
  const { name, control, candidate, key, publish } = options;
  const { sample = true, timeoutMs = 1000, memoryMb = 256, maxWaiting = 100, random = Math.random, now = () => new Date() } = options;
  const rules = makeRules(compareSchema.parse(options.compare ?? {}));
  const limits = { timeoutMs, memoryMb };
  if (typeof candidate === 'function') {
    throw new TypeError('the candidate is a module, { module, function }; a function that is trusted goes in { inThisThread }');
  }
  const runner = 'inThisThread' in candidate ? inThisThread(candidate.inThisThread, limits) : inOwnThread(candidate, limits);
  let calls = 0;
  let skipped = 0;
  let waiting = 0;
  let closed = false;
  let line: Promise<void> = Promise.resolve();

  const isSampled = (args: Args): boolean => {
    if (closed) return false;
    try {
      const value = typeof sample === 'function' ? sample() : sample;
      if (typeof value === 'boolean') return value;
      return key ? isServedByCandidate(value, name, key(...args)) : random() * 100 < value;
    } catch {
      return false;
    }
  };

  /** Takes what the candidate will need while it is still what the control was given. */
  const prepare = (args: Args): { call: number; at: string; key: string | undefined; args: Uint8Array } | undefined => {
    try {
      if (waiting >= maxWaiting) throw new RangeError('too many are waiting');
      // Unlike a structured clone this shares no memory with the caller, and is read only when the candidate's turn comes.
      const copy = serialize(args);
      waiting += 1;
      calls += 1;
      return { call: calls, at: now().toISOString(), key: key?.(...args), args: copy };
    } catch {
      skipped += 1;
      return undefined;
    }
  };

  /**
   * Copies what the control gave, since the caller may change it, and lets the candidate run after the caller has gone on,
   * outside the caller's asynchronous context.
   */
  const follow = AsyncResource.bind((prepared: NonNullable<ReturnType<typeof prepare>>, end: CallEnd): void => {
    let controlEnd: CallEnd;
    try {
      controlEnd = structuredClone(end);
    } catch {
      skipped += 1;
      waiting -= 1;
      return;
    }
    const { args, ...call } = prepared;
    line = line.then(async () => {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      try {
        const candidateEnd = await runner.run(args);
        const published = publish(observe({ experiment: name, ...call }, { control: controlEnd, candidate: candidateEnd }, rules));
        const { promise: tooLate, clear } = timeout(timeoutMs);
        await Promise.race([published, tooLate]).finally(clear);
      } catch {
        skipped += 1;
      } finally {
        waiting -= 1;
      }
    });
  });

  const wrapped = function wrapped(this: unknown, ...args: Args): Result {
    if (!isSampled(args)) return control.apply(this, args);
    const prepared = prepare(args);
    if (!prepared) return control.apply(this, args);
    const started = performance.now();
    const ended = () => performance.now() - started;
    const fail = (error: unknown): never => {
      follow(prepared, { ...thrown(error), durationMs: ended() });
      throw error;
    };
    let result: Result;
    try {
      result = control.apply(this, args);
    } catch (error) {
      return fail(error);
    }
    if (!(result instanceof Promise)) {
      follow(prepared, { kind: 'returned', value: result, durationMs: ended() });
      return result;
    }
    const observed = result.then((value: unknown) => {
      follow(prepared, { kind: 'returned', value, durationMs: ended() });
      return value;
    }, fail);
    return observed as Result;
  };
  const settled = async () => {
    // A candidate at work does not keep the process alive, but somebody who waits for it does.
    const hold = setInterval(() => undefined, 60_000);
    for (let seen; seen !== line; ) {
      seen = line;
      await seen;
    }
    clearInterval(hold);
  };
  return Object.defineProperties(Object.assign(wrapped, {
    settled,
    close: async () => {
      closed = true;
      await settled();
      await runner.close();
    },
  }), { skipped: { get: () => skipped }, name: { value: control.name } }) as unknown as Experiment<Args, Result>;
}
