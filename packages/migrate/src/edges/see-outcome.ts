/** Reads what is needed of two recorded outcomes to compare them: contents whose digests differ, and no others. */

import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLimitBytes, type SeenText } from '../domain/compare-content.ts';
import type { SeenFile } from '../domain/compare-files.ts';
import type { SeenOutcome } from '../domain/compare-outcome.ts';
import type { FileEntry, Outcome, StoredText } from '../domain/outcome.ts';

/** `outcome` with the contents in hand that are not the same in all of `others`, and that `skips` does not leave to others. */
export async function seeOutcome(
  outcome: Outcome,
  others: readonly Outcome[],
  runFolder: string,
  skips: (path: string, entry: FileEntry) => boolean,
): Promise<SeenOutcome> {
  const text = (name: 'stdout' | 'stderr') => seeText(outcome[name], others.map((other) => other[name]), runFolder);
  const files = new Map<string, SeenFile>();
  for (const [path, entry] of Object.entries(outcome.files)) {
    files.set(path, await seeFile(entry, skips(path, entry) ? [] : others.map((other) => other.files[path]), runFolder));
  }
  return {
    exitCode: outcome.exit_code,
    signal: outcome.signal,
    timedOut: outcome.timed_out,
    stdout: await text('stdout'),
    stderr: await text('stderr'),
    value: outcome.value,
    files,
  };
}

async function seeText(text: string | StoredText, others: readonly (string | StoredText)[], runFolder: string): Promise<SeenText> {
  if (typeof text === 'string') return { text, bytes: text.length, sha256: undefined, truncated: false };
  const { stored, bytes, sha256, truncated = false } = text;
  const alike = others.every((other) => typeof other !== 'string' && other.sha256 === sha256);
  return { text: alike ? undefined : await readStored(stored, bytes, runFolder), bytes, sha256, truncated };
}

async function seeFile(entry: FileEntry, others: readonly (FileEntry | undefined)[], runFolder: string): Promise<SeenFile> {
  if (entry.kind !== 'file') return entry;
  const { bytes, sha256, executable, stored } = entry;
  const alike = others.every((other) => other?.kind === 'file' && other.sha256 === sha256);
  const text = alike ? undefined : await readStored(stored, bytes, runFolder);
  return { kind: 'file', executable, content: { text, bytes, sha256, truncated: false } };
}

/** The text of a stored content; undefined when it is no UTF-8 text, too big, or was not kept. */
async function readStored(stored: string | null, bytes: number, runFolder: string): Promise<string | undefined> {
  if (stored === null || bytes > readLimitBytes) return undefined;
  const content = await readFile(join(runFolder, stored));
  return content.includes(0) || !isUtf8(content) ? undefined : content.toString('utf8');
}
