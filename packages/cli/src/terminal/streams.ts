/** The program's stdout and stderr, without Node's streams for them: to load these takes a tenth of a short command's time. */

import { fstatSync, statSync, writeSync } from 'node:fs';

export type Descriptor = 1 | 2;

const fullPipePauseMs = 5;

/** Writes all of `text` to stdout (1) or stderr (2). Where its reader has gone, as in `cutover … | head`, the program ends: that is no error. */
export function print(to: Descriptor, text: string): void {
  const data = Buffer.from(text);
  for (let at = 0; at < data.length; ) {
    try {
      at += writeSync(to, data, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit();
      if (code !== 'EAGAIN') throw error;
      // Whoever shares the pipe made it one that does not wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullPipePauseMs);
    }
  }
}

/** The columns of the terminal behind a descriptor, 80 where it does not say; undefined where it is none. */
export function terminalWidth(of: Descriptor): number | undefined {
  if (!isDevice(of)) return undefined;
  const stream = of === 1 ? process.stdout : process.stderr;
  return stream.isTTY ? stream.columns || 80 : undefined;
}

/** Whether there may be a terminal: it is a device, and not the one that swallows everything. */
function isDevice(descriptor: Descriptor): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
  } catch {
    return false; // it was closed by whoever started us
  }
}
