/**
 * Prepares the places of a script's outputs, and looks afterwards at what was written. Synchronous: a few calls of
 * microseconds each, which through the thread pool would take longer than a small script runs.
 */

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { OutputState } from '../domain/judgement.ts';

/** Makes the folders that outputs go to: a place whose name has an ending, or is in `files`, is a file. */
export function prepareOutputs(paths: Readonly<Record<string, string>>, files: ReadonlySet<string>): void {
  for (const [name, path] of Object.entries(paths)) {
    const isFile = files.has(name) || extname(path) !== '';
    mkdirSync(isFile ? dirname(path) : path, { recursive: true });
  }
}

/** The inputs that are not there, as absolute paths. */
export function missingInputs(paths: Readonly<Record<string, string>>): string[] {
  return Object.values(paths).filter((path) => !statSync(path, { throwIfNoEntry: false }));
}

/** What the run left at each declared place. What is older than `sinceMs` (Unix time, ms) was not written by this run. */
export function lookAtOutputs(paths: Readonly<Record<string, string>>, sinceMs: number): OutputState[] {
  return Object.entries(paths).map(([name, path]) => {
    const seen = look(path);
    const state = seen === undefined || seen.files === 0 || seen.newestMs < sinceMs ? 'missing' : seen.bytes === 0 ? 'empty' : 'written';
    return { name, path, state };
  });
}

interface Seen {
  files: number;
  bytes: number;
  newestMs: number;
}

function look(path: string): Seen | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isDirectory()) return { files: 1, bytes: found.size, newestMs: found.mtimeMs };
  const seen: Seen = { files: 0, bytes: 0, newestMs: 0 };
  for (const entry of readdirSync(path)) {
    const inner = look(join(path, entry));
    if (!inner) continue;
    seen.files += inner.files;
    seen.bytes += inner.bytes;
    seen.newestMs = Math.max(seen.newestMs, inner.newestMs);
  }
  return seen;
}
