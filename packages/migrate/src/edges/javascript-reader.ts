/** The program of a thread that reads its share of the sources. */

import { parentPort, workerData } from 'node:worker_threads';
import { readShare } from './javascript-share.ts';

const { root, paths } = workerData as { root: string; paths: string[] };
const { signal } = new AbortController();
void readShare(root, paths, signal).then((facts) => parentPort?.postMessage(facts, []));
