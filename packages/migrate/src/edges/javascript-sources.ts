/** Reads JavaScript and TypeScript sources, many of them in a thread for each core. */

import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SourceFacts } from '../domain/plan/source.ts';
import { readShare } from './javascript-share.ts';

/** Fewer files than these are read before a second thread has started. */
const filesWorthAThread = 300;
/** Syntax trees die young: with room for many of them, little is left to collect. */
const youngGenerationMb = 96;

/** Facts of the files at `paths`, relative to `root`. */
export async function readJavaScriptSources(root: string, paths: readonly string[], signal: AbortSignal): Promise<SourceFacts[]> {
  const threads = Math.min(availableParallelism(), Math.ceil(paths.length / filesWorthAThread));
  if (threads < 2) return readShare(root, paths, signal);
  const shares = Array.from({ length: threads }, (_, i) => paths.filter((_path, j) => j % threads === i));
  return (await Promise.all(shares.map((share) => readInThread(root, share, signal)))).flat();
}

function readInThread(root: string, paths: readonly string[], signal: AbortSignal): Promise<SourceFacts[]> {
  // Beside this module, compiled or bundled as it is.
  const program = new URL(`javascript-reader${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: { root, paths }, resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb } });
    const stop = (): void => {
      resolve([]);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => signal.removeEventListener('abort', stop));
  });
}
