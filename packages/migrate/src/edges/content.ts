/** Digests of content: what a proof was about, so that it can be told when the content has changed since. */

import { createHash, hash } from 'node:crypto';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { isCompiled } from '../domain/content-patterns.ts';
import { parsePattern } from '../domain/scope.ts';
import { disk, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { scan, type ScannedPath } from './scan.ts';

export interface ContentHash {
  /** Over path, kind, executable bit, and content or link target of each file and link; not over times, nor over `__pycache__`. */
  sha256: string;
  /** How many files and links were hashed. */
  files: number;
}

/**
 * The digest of all that `patterns` (files, folders, globs) name below `root`, an absolute folder. The same content gives
 * the same digest on every machine; nothing there is content, too. Throws PATH_OUTSIDE.
 */
export function hashContent(root: string, patterns: readonly string[], files: FileSystem = disk): ContentHash {
  const rootPath = toBytePath(root);
  const { found } = scan(files, rootPath, patterns.map(parsePattern));
  const whole = createHash('sha256');
  let count = 0;
  for (const entry of found) {
    if (entry.status.kind === 'folder' || isCompiled(entry.path)) continue;
    whole.update(Buffer.from(`${describe(files, rootPath, entry)} ${entry.path}\0`, 'latin1'));
    count++;
  }
  return { sha256: whole.digest('hex'), files: count };
}

/** The digest of each module by itself, so that a changed file makes the proof of its own module stale and no other. */
export function hashModules(
  root: string,
  modules: Readonly<Record<string, readonly string[]>>,
  files: FileSystem = disk,
): Record<string, ContentHash> {
  return Object.fromEntries(Object.entries(modules).map(([name, patterns]) => [name, hashContent(root, patterns, files)]));
}

// One buffer for all: what was read is hashed in the same turn, so that no two files are ever in it at once.
const chunk = Buffer.allocUnsafeSlow(1 << 20);

/** What is known of a file saves asking for its end, where it is as small as most are. */
interface Known {
  sizeBytes?: number;
  sha256?: string;
}

/** The digest of one file's bytes. */
export function hashFile(files: FileSystem, path: BytePath, known: Known = {}): string {
  const work = hashing(files, path, known);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** As `hashFile`: at once for a file that fits into the buffer, else with a breath after each piece. */
export function hashWithBreaths(files: FileSystem, path: BytePath, known: Known, pace: Pace): string | Promise<string> {
  const work = hashing(files, path, known);
  const { done, value } = work.next();
  return done === true ? value : goOn(work, pace);
}

async function goOn(work: ReturnType<typeof hashing>, pace: Pace): Promise<string> {
  try {
    for (;;) {
      await pace(undefined);
      const step = work.next();
      if (step.done === true) return step.value;
    }
  } finally {
    // Whoever is interrupted leaves the file open otherwise.
    work.return('');
  }
}

/** Stops after each piece that is not the last. */
function* hashing(files: FileSystem, path: BytePath, known: Known): Generator<undefined, string> {
  const descriptor = files.open(path, 'read');
  try {
    let length = files.read(descriptor, chunk);
    if (length < chunk.length) {
      const atOnce = hash('sha256', chunk.subarray(0, length));
      if (length === known.sizeBytes || atOnce === known.sha256) return atOnce;
      const rest = files.read(descriptor, chunk.subarray(length));
      if (rest === 0) return atOnce;
      length += rest;
    }
    const whole = createHash('sha256');
    for (; length > 0; length = files.read(descriptor, chunk)) {
      whole.update(chunk.subarray(0, length));
      yield;
    }
    return whole.digest('hex');
  } finally {
    files.close(descriptor);
  }
}

function describe(files: FileSystem, root: BytePath, { path, status }: ScannedPath): string {
  const full = joinBytes(root, path);
  if (status.kind === 'link') return `link ${createHash('sha256').update(Buffer.from(files.readLink(full), 'latin1')).digest('hex')}`;
  return `${(status.mode & 0o111) === 0 ? 'file' : 'executable'} ${hashFile(files, full)}`;
}
