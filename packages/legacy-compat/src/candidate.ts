/** Runs an experiment's candidate: one call at a time, bounded in time and number, in this thread or in one of its own. */

import { once } from 'node:events';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { CallEnd } from './domain/observation.ts';
import { workerProgram } from './worker-program.ts';

/** A function of a module, for a candidate that is not trusted: it runs in a thread of its own, which is ended when it hangs. */
export interface CandidateModule {
  /** `import.meta.resolve('./new-price.js')`, or a file URL. */
  module: string | URL;
  /** The exported function. */
  function?: string;
}

export interface CandidateLimits {
  timeoutMs: number;
  /** Heap of a candidate's thread. */
  memoryMb: number;
}

/** Runs the candidate once, with arguments as `v8.serialize` wrote them. Never rejects. */
export type CandidateRunner = { run: (args: Uint8Array) => Promise<CallEnd>; close: () => Promise<void> };

/** A candidate in this thread: it can be waited for only so long, but not stopped. */
export function inThisThread(candidate: (...args: never[]) => unknown, { timeoutMs }: CandidateLimits): CandidateRunner {
  return {
    close: async () => undefined,
    run: async (args) => {
      const started = performance.now();
      const end = (): { durationMs: number } => ({ durationMs: performance.now() - started });
      const { promise: tooLate, clear } = timeout(timeoutMs);
      try {
        const call = Promise.resolve((candidate as (...all: unknown[]) => unknown)(...(deserialize(args) as unknown[])));
        const winner = await Promise.race([call.then((value) => ({ value })), tooLate]);
        // Copied as the control's result is, so that both are compared in the same shape.
        return winner === 'late' ? { kind: 'timed_out', ...end() } : { kind: 'returned', value: structuredClone(winner.value), ...end() };
      } catch (error) {
        return { ...thrown(error), ...end() };
      } finally {
        clear();
      }
    },
  };
}

type Reply = { value: unknown; durationMs: number } | { error: { name: string; message: string }; durationMs: number };

/** A candidate in a thread of its own, started with the first call and again after it was ended. What it prints is dropped. */
export function inOwnThread(candidate: CandidateModule, { timeoutMs, memoryMb }: CandidateLimits): CandidateRunner {
  let worker: Worker | undefined;
  const start = (): Worker => {
    const started = new Worker(workerProgram, {
      eval: true,
      workerData: { module: String(candidate.module), name: candidate.function ?? 'default' },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: Math.max(8, memoryMb / 8) },
      stdin: false,
      stdout: true,
      stderr: true,
    });
    started.stdout.resume();
    started.stderr.resume();
    started.unref();
    // A thread may also fail or end between calls: the next call gets a new one, and the caller's process hears nothing.
    started.on('error', () => undefined);
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  };
  const stop = async (): Promise<void> => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };
  return {
    close: stop,
    run: async (args) => {
      const started = performance.now();
      const end = (): { durationMs: number } => ({ durationMs: performance.now() - started });
      worker ??= start();
      const { promise: tooLate, clear } = timeout(timeoutMs);
      const { promise: tooBig, clear: unwatch } = outgrown(2 * memoryMb * 2 ** 20);
      try {
        const reply = await Promise.race([ask(worker, args), tooLate, tooBig]);
        if (reply === 'late' || reply === 'big') {
          await stop();
          return reply === 'late' ? { kind: 'timed_out', ...end() } : { kind: 'threw', name: 'RangeError', message: `the candidate took more than its ${memoryMb} MB of memory`, ...end() };
        }
        const { durationMs } = reply;
        return 'error' in reply ? { kind: 'threw', ...reply.error, durationMs } : { kind: 'returned', value: reply.value, durationMs };
      } catch (error) {
        await stop();
        return { ...thrown(error), ...end() };
      } finally {
        clear();
        unwatch();
      }
    },
  };
}

/** The answer of the thread; rejects when it ends without one, as after `process.exit` or out of memory. */
function ask(worker: Worker, args: Uint8Array): Promise<Reply> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = Promise.race([
    once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`the candidate ended its thread with exit code ${String(code)}`);
    }),
    once(worker, 'messageerror', { signal }).then(([error]) => {
      throw error as Error;
    }),
    // Rejects by itself when the thread emits an error.
    once(worker, 'message', { signal }).then(([reply]) => reply as Reply),
  ]);
  worker.postMessage(args, []);
  return ended.finally(() => listening.abort());
}

/** Settles after `ms`, if it is not cleared before; keeps no process alive. */
export function timeout(ms: number): { promise: Promise<'late'>; clear: () => void } {
  let timer: NodeJS.Timeout;
  const promise = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms).unref();
  });
  return { promise, clear: () => clearTimeout(timer) };
}

/** A thread's heap is limited, its buffers are not: tells when what lies outside this thread's own memory grows by `bytes`. */
function outgrown(bytes: number): { promise: Promise<'big'>; clear: () => void } {
  const elsewhere = (): number => {
    const { rss, heapTotal, external } = process.memoryUsage();
    return rss - heapTotal - external;
  };
  const before = elsewhere();
  let timer: NodeJS.Timeout;
  const promise = new Promise<'big'>((resolve) => {
    timer = setInterval(() => elsewhere() - before > bytes && resolve('big'), 20).unref();
  });
  return { promise, clear: () => clearInterval(timer) };
}

/** An error as data; reading a hostile one throws nothing. */
export function thrown(error: unknown): { kind: 'threw'; name: string; message: string } {
  try {
    if (error instanceof Error) return { kind: 'threw', name: error.name, message: error.message };
    return { kind: 'threw', name: typeof error, message: String(error) };
  } catch {
    return { kind: 'threw', name: typeof error, message: 'an error that can\'t be shown' };
  }
}
