/** Does one kind of work for many files: on all cores where the disk is the real one, in this thread on any other. */

import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { disk, type FileSystem } from './file-system.ts';
import { makeWorker, type Item, type Result, type WorkName } from './file-work.ts';
import type { Pace } from './pace.ts';
import { doShare, type Order, type Part, type ThreadAnswer } from './work-share.ts';

/** Fewer files than these are done before a second thread has started. */
const filesWorthAThread = 1000;
const mostThreads = 4;
/** Letting go of a file waits for the disk, not for a core, where it is told at once which blocks are free again. */
const threadsThatRemove = 8;
const pollMs = 20;

let threads: Worker[] = [];

/**
 * The results for `items`, in their order. The first error ends the work on all threads and is thrown once none of them
 * touches anything any more. `pace` is told how far it is as `what`.
 */
export async function spread<W extends WorkName>(files: FileSystem, name: W, items: readonly Item<W>[], { pace, what }: { pace: Pace; what: string }): Promise<Result<W>[]> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const order: Order<W> = { name, items, next };
  const results: Result<W>[] = [];
  const keep = (parts: Part<W>[]): void => parts.forEach(({ from, results: some }) => some.forEach((result, i) => (results[from + i] = result)));
  const tell = (): Promise<void> | undefined => pace(what, Math.min(Atomics.load(next, 0), items.length), items.length);
  if (files !== disk || items.length < filesWorthAThread) {
    keep(await doShare(makeWorker(files, name, pace), order, tell));
    return results;
  }
  const helpers = startThreads(name === 'remove' ? threadsThatRemove : Math.min(availableParallelism(), mostThreads)).map((thread) => ask(thread, order));
  const shares = Promise.allSettled([doShare(makeWorker(files, name, pace), order, tell), ...helpers]);
  try {
    // Whoever waits for another thread still tells how far it is, and stops when asked.
    while ((await Promise.race([shares, aMoment()])) === 'waiting') await tell();
  } catch (error) {
    Atomics.store(next, 0, items.length);
    await endThreads();
    await shares;
    throw error;
  }
  for (const share of await shares) {
    if (share.status === 'rejected') throw share.reason;
    keep(share.value);
  }
  return results;
}

function aMoment(): Promise<'waiting'> {
  return new Promise((resolve) => setTimeout(resolve, pollMs, 'waiting' as const).unref());
}

/** Threads cost a start, but not a second one: they stay for the next work, and don't keep the process from ending. */
function startThreads(atOnce: number): Worker[] {
  // Loaded here, since most commands have few files; beside this module lies the threads' program, compiled or bundled as it is.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const program = new URL(`spread-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  while (threads.length < atOnce - 1) {
    const thread = new Worker(program);
    thread.unref();
    threads.push(thread);
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
