/** A thread's share of the work on many files: it takes the next few until there are none. */

import type { Item, Result, Worker, WorkName } from './file-work.ts';

/** What a thread is asked to do. All threads share `next`, the first item that none of them has taken, and `done`, how many are. */
export interface Order<W extends WorkName> {
  name: W;
  items: readonly Item<W>[];
  next: Int32Array;
  done: Int32Array;
}

/** The results for items in a row. */
export interface Part<W extends WorkName> {
  from: number;
  results: Result<W>[];
}

/** An error loses its code on the way between threads, unless it goes as plain data. */
export interface ThreadAnswer<W extends WorkName> {
  parts: Part<W>[];
  error?: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'syscall' | 'path'>;
}

/** So many items a thread takes at a time. */
export const itemsAtOnce = 32;

/** Works until nothing is left. After an error nobody takes anything more. `breathe` is called between items. */
export async function doShare<W extends WorkName>(work: Worker<W>, { items, next, done }: Order<W>, breathe: () => Promise<void> | undefined): Promise<Part<W>[]> {
  const parts: Part<W>[] = [];
  try {
    for (;;) {
      const from = Atomics.add(next, 0, itemsAtOnce);
      if (from >= items.length) return parts;
      const results: Result<W>[] = [];
      parts.push({ from, results });
      for (const item of items.slice(from, from + itemsAtOnce)) {
        const result = work(item);
        results.push(result instanceof Promise ? await result : result);
        Atomics.add(done, 0, 1);
        const waiting = breathe();
        if (waiting) await waiting;
      }
    }
  } catch (error) {
    Atomics.store(next, 0, items.length);
    throw error;
  }
}
