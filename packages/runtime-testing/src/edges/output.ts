/** Keeps the beginning of a stream that may be endless, reads the rest away, and counts and digests all of it. */

import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface Output {
  /** The first bytes, up to the limit; where they are cut, not within a character. */
  bytes: Buffer;
  /** All that was written, kept or not. */
  totalBytes: number;
  /** SHA-256 of all that was written, in hex; only when some of it was not kept. */
  sha256?: string;
}

/** Collects from `stream` until it ends; `taken` may be called at any time, as when it never ends. */
export function collectOutput(stream: Readable, limitBytes: number): { closed: Promise<void>; taken: () => Output } {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let totalBytes = 0;
  let hash: Hash | undefined;
  stream.on('data', (chunk: Buffer) => {
    totalBytes += chunk.length;
    if (hash) {
      hash.update(chunk);
      return;
    }
    if (totalBytes > limitBytes) {
      hash = createHash('sha256');
      for (const earlier of chunks) hash.update(earlier);
      hash.update(chunk);
    }
    const kept = chunk.subarray(0, limitBytes - keptBytes);
    keptBytes += kept.length;
    chunks.push(kept);
  });
  const closed = new Promise<void>((resolve) => {
    stream.on('close', resolve);
    stream.on('error', () => resolve());
  });
  const taken = (): Output => {
    const bytes = Buffer.concat(chunks);
    return hash === undefined ? { bytes, totalBytes } : { bytes: wholeCharacters(bytes), totalBytes, sha256: hash.copy().digest('hex') };
  };
  return { closed, taken };
}

/** Without the part of a UTF-8 character at the end, for which a text would be taken for none. */
function wholeCharacters(bytes: Buffer): Buffer {
  const lead = bytes.findLastIndex((byte, i) => (byte & 0xc0) !== 0x80 || bytes.length - i === 4);
  const first = bytes[lead] ?? 0;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return lead + size > bytes.length ? bytes.subarray(0, lead) : bytes;
}
