/** Prepares the places of a script's outputs, and looks afterwards at what was written. */

import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { OutputState } from '../domain/judgement.ts';

/** Makes the folders that outputs go to: a place whose name has an ending, or is in `files`, is a file. */
export async function prepareOutputs(paths: Readonly<Record<string, string>>, files: ReadonlySet<string>): Promise<void> {
  for (const [name, path] of Object.entries(paths)) {
    const isFile = files.has(name) || extname(path) !== '';
    await mkdir(isFile ? dirname(path) : path, { recursive: true });
  }
}

/** The inputs that are not there, as absolute paths. */
export async function missingInputs(paths: Readonly<Record<string, string>>): Promise<string[]> {
  const missing: string[] = [];
  for (const path of Object.values(paths)) {
    if (!(await stat(path).catch(() => undefined))) missing.push(path);
  }
  return missing;
}

/** What the run left at each declared place. What is older than `sinceMs` (Unix time, ms) was not written by this run. */
export async function lookAtOutputs(paths: Readonly<Record<string, string>>, sinceMs: number): Promise<OutputState[]> {
  return Promise.all(
    Object.entries(paths).map(async ([name, path]) => {
      const seen = await look(path);
      const state = seen === undefined || seen.files === 0 || seen.newestMs < sinceMs ? 'missing' : seen.bytes === 0 ? 'empty' : 'written';
      return { name, path, state } as const;
    }),
  );
}

interface Seen {
  files: number;
  bytes: number;
  newestMs: number;
}

async function look(path: string): Promise<Seen | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isDirectory()) return { files: 1, bytes: found.size, newestMs: found.mtimeMs };
  const seen: Seen = { files: 0, bytes: 0, newestMs: 0 };
  for (const entry of await readdir(path)) {
    const inner = await look(join(path, entry));
    if (!inner) continue;
    seen.files += inner.files;
    seen.bytes += inner.bytes;
    seen.newestMs = Math.max(seen.newestMs, inner.newestMs);
  }
  return seen;
}
