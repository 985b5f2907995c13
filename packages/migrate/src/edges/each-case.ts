/** Works through cases, several at a time, each with a sandbox place of its own. */

import { join } from 'node:path';
import type { Case } from '../domain/case.ts';
import { makeSandboxRoot, removeFolder } from './sandbox.ts';

/** Calls `work` for each case with the sandbox folder it may use. The first failure stops the rest and is thrown. */
export async function forEachCase(
  cases: readonly Case[],
  { jobs, tempDir, signal }: { jobs: number; tempDir: string; signal: AbortSignal },
  work: (each: Case, base: string) => Promise<void>,
): Promise<void> {
  const sandboxes = await makeSandboxRoot(tempDir);
  let next = 0;
  let stopped = false;
  const worker = async (place: number): Promise<void> => {
    for (let each = cases[next++]; each && !stopped; each = cases[next++]) {
      try {
        signal.throwIfAborted();
        await work(each, join(sandboxes, String(place)));
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  try {
    const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, cases.length) }, (_, place) => worker(place)));
    const failed = workers.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    await removeFolder(sandboxes);
  }
}
