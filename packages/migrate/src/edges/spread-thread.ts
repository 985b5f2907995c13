/** The program of a thread that helps with work on many files. */

import { parentPort } from 'node:worker_threads';
import { disk } from './file-system.ts';
import { makeWorker, type WorkName } from './file-work.ts';
import { doShare, type Order, type ThreadAnswer } from './work-share.ts';

const port = parentPort!;
const never = (): undefined => undefined;

port.on('message', (order: Order<WorkName>) => {
  void doShare(makeWorker(disk, order.name, never), order, never).then(
    (parts) => port.postMessage({ parts } satisfies ThreadAnswer<WorkName>),
    ({ message, code, syscall, path }: NodeJS.ErrnoException) => port.postMessage({ parts: [], error: { message, code, syscall, path } } satisfies ThreadAnswer<WorkName>),
  );
});
