/** The program that reads a share of the sources: their paths on stdin, a line of facts for each on stdout as it is read. */

import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { readShare } from './javascript-share.ts';

const [root = '', filesAtOnce = '1'] = process.argv.slice(2);
void text(process.stdin).then(async (list) => readShare(root, list.split('\0').slice(0, -1), Number(filesAtOnce), (at, facts) => writeLine(`${at} ${JSON.stringify(facts)}\n`)));

/** Out at once: the parser may end this process with the next file. A full pipe is waited for. */
function writeLine(line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
