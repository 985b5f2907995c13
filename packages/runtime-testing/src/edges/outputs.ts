/**
 * Prepares the places of a script's outputs, and looks afterwards at what was written. Synchronous: a few calls of
 * microseconds each, which through the thread pool would take longer than a small script runs.
 */

import { readdirSync, statSync, type Stats } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { OutputState } from '../domain/judgement.ts';
import { makeFolder } from './make-folder.ts';
import { reasonOf } from './reason.ts';

/**
 * Makes the folders that outputs go to: a place whose name has an ending, or is in `files`, is a file. Returns why it can't be done,
 * for each output of which that is so.
 */
export function prepareOutputs(paths: Readonly<Record<string, string>>, files: ReadonlySet<string>): string[] {
  return Object.entries(paths).flatMap(([name, path]) => {
    const isFile = files.has(name) || extname(path) !== '';
    try {
      makeFolder(isFile ? dirname(path) : path);
      return [];
    } catch (cause) {
      return [`${name} (${path}): ${reasons[(cause as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(cause)}`];
    }
  });
}

const inTheWay = 'there is a file where a folder is to be';
const reasons: Readonly<Record<string, string>> = { EEXIST: inTheWay, ENOTDIR: inTheWay, ENOENT: 'no folder can be made there' };

/** The inputs that are not there, as absolute paths. */
export function missingInputs(paths: Readonly<Record<string, string>>): string[] {
  return Object.values(paths).filter((path) => !statOf(path));
}

/** What the run left at each declared place. What is older than `sinceMs` (Unix time, ms) was not written by this run. */
export function lookAtOutputs(paths: Readonly<Record<string, string>>, sinceMs: number): OutputState[] {
  return Object.entries(paths).map(([name, path]) => {
    const seen = look(path, new Set());
    const state = seen === undefined || seen.files === 0 || seen.newestMs < sinceMs ? 'missing' : seen.bytes === 0 ? 'empty' : 'written';
    return { name, path, state };
  });
}

interface Seen {
  files: number;
  bytes: number;
  newestMs: number;
}

/** `visited`: folders that were counted, which links may lead back to. */
function look(path: string, visited: Set<string>): Seen | undefined {
  const found = statOf(path);
  if (!found) return undefined;
  if (!found.isDirectory()) return { files: 1, bytes: found.size, newestMs: found.mtimeMs };
  const folder = `${found.dev}:${found.ino}`;
  if (visited.has(folder)) return undefined;
  visited.add(folder);
  const seen: Seen = { files: 0, bytes: 0, newestMs: 0 };
  for (const entry of entriesOf(path)) {
    const inner = look(join(path, entry), visited);
    if (!inner) continue;
    seen.files += inner.files;
    seen.bytes += inner.bytes;
    seen.newestMs = Math.max(seen.newestMs, inner.newestMs);
  }
  return seen;
}

/** Undefined for what can't be reached: a link that leads nowhere or round in a circle, a folder closed to us. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
