/** Does one kind of work for many files: on all cores where the disk is the real one, in this thread on any other. */

import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { disk, type FileSystem } from './file-system.ts';
import { makeWorker, type Item, type Result, type WorkName } from './file-work.ts';
import type { Pace } from './pace.ts';
import { doShare, itemsAtOnce, type Order, type Part, type ThreadAnswer } from './work-share.ts';

/** To make a file takes so long that a second thread pays from so many on; whatever else is to be done shows by itself. */
const copiesWorthThreads = 1000;
/** Other work is looked at when it has gone on so long, and shared when so much is left: a thread takes a tenth of a second to start. */
const msUntilLook = 50;
const msWorthThreads = 200;
const mostThreads = 4;
/** Letting go of a file waits for the disk, not for a core, where it is told at once which blocks are free again. */
const threadsThatWait = 8;
const msOfWaiting = 0.1;
const pollMs = 20;

let threads: Worker[] = [];

/** Starts the threads for so many copies to come, while other things are still to be done. */
export function readyThreads(files: FileSystem, copies: number): void {
  if (files === disk && copies >= copiesWorthThreads) startThreads(coresToUse());
}

/**
 * The results for `items`, in their order. Threads that there are help from the start, others once the work proves to be long.
 * The first error ends the work on all threads and is thrown once none of them touches anything any more. `pace` is told how
 * far it is as `what`.
 */
export async function spread<W extends WorkName>(files: FileSystem, name: W, items: readonly Item<W>[], { pace, what }: { pace: Pace; what: string }): Promise<Result<W>[]> {
  const [next, done] = [new Int32Array(new SharedArrayBuffer(4)), new Int32Array(new SharedArrayBuffer(4))];
  const order: Order<W> = { name, items, next, done };
  const results: Result<W>[] = [];
  const keep = (parts: Part<W>[]): void => parts.forEach(({ from, results: some }) => some.forEach((result, i) => (results[from + i] = result)));
  const tell = (): Promise<void> | undefined => pace(what, Atomics.load(done, 0), items.length);
  if (name === 'copy') readyThreads(files, items.length);
  const helpers = new Map<Worker, Promise<PromiseSettledResult<Part<W>[]>>>();
  const share = (some: readonly Worker[]): void => some.filter((thread) => !helpers.has(thread)).forEach((thread) => helpers.set(thread, settled(ask(thread, order))));
  if (files === disk && items.length > itemsAtOnce) share(threads);
  let lookAt = performance.now() + msUntilLook;
  const between = (): Promise<void> | undefined => {
    const now = performance.now();
    if (files === disk && now >= lookAt) {
      share(startThreads(threadsFor(name, now - lookAt + msUntilLook, Atomics.load(done, 0), items.length)));
      lookAt = Infinity;
    }
    return tell();
  };
  const own = settled(doShare(makeWorker(files, name, pace), order, between));
  const all = own.then(async (first) => [first, ...(await Promise.all(helpers.values()))]);
  try {
    // Whoever waits for another thread still tells how far it is, and stops when asked.
    while ((await Promise.race([all, aMoment()])) === 'waiting') await tell();
  } catch (error) {
    Atomics.store(next, 0, items.length);
    await endThreads();
    await all;
    throw error;
  }
  for (const each of await all) {
    if (each.status === 'rejected') throw each.reason;
    keep(each.value);
  }
  return results;
}

/** How many threads, this one among them, are to go on with work of which `done` items took so long. */
function threadsFor(name: WorkName, ms: number, done: number, all: number): number {
  const msEach = ms / Math.max(1, done);
  if (msEach * (all - done) < msWorthThreads) return 1;
  return name === 'remove' && msEach > msOfWaiting ? threadsThatWait : coresToUse();
}

function coresToUse(): number {
  return Math.min(availableParallelism(), mostThreads);
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

function aMoment(): Promise<'waiting'> {
  return new Promise((resolve) => setTimeout(resolve, pollMs, 'waiting' as const).unref());
}

/** Threads cost a start, but not a second one: they stay for the next work, and don't keep the process from ending. */
function startThreads(atOnce: number): Worker[] {
  // Loaded here, since most commands have few files; beside this module lies the threads' program, compiled or bundled as it is.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const program = new URL(`spread-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  try {
    while (threads.length < atOnce - 1) {
      const thread = new Worker(program);
      thread.unref();
      threads.push(thread);
    }
  } catch {
    // A limit on threads is no reason to fail: those that there are do the work, if need be this one alone.
  }
  return threads;
}

async function endThreads(): Promise<void> {
  const ended = threads;
  threads = [];
  await Promise.all(ended.map((thread) => thread.terminate()));
}

function ask<W extends WorkName>(thread: Worker, order: Order<W>): Promise<Part<W>[]> {
  return new Promise((resolve, reject) => {
    const answered = ({ parts, error }: ThreadAnswer<W>): void => {
      thread.unref();
      thread.off('error', ended).off('exit', ended);
      if (error === undefined) resolve(parts);
      else reject(Object.assign(new Error(error.message), error));
    };
    const ended = (reason: unknown): void => {
      threads = threads.filter((other) => other !== thread);
      reject(reason instanceof Error ? reason : new Error(`a thread ended (${String(reason)})`));
    };
    thread.once('message', answered).once('error', ended).once('exit', ended);
    thread.ref();
    thread.postMessage(order, []);
  });
}
