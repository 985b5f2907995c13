/** Takes what a run left: its streams and files, as an outcome whose big parts lie beside the report. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, readlink, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Output } from '@cutover/runtime-testing';
import { joinBytes, toBytePath, toEscapedText, toText, type BytePath } from '../domain/byte-path.ts';
import { pathMatches } from '../domain/name-glob.ts';
import type { FileEntry, Outcome, StoredText } from '../domain/outcome.ts';
import { hideInValue, hidePaths, type HiddenPaths } from './hide-paths.ts';
import type { Ran } from './runner.ts';

/** Longer names, with their odd bytes escaped, would be more than a file system takes. */
const escapedLimit = 200;
/** Texts up to this long stand in the report itself. */
const inlineLimit = 4000;

/**
 * Files of a work folder by path, as they are before any of them is stored. One whose name is no UTF-8 gets, there too, the name
 * by which it is told.
 */
export async function listFiles(work: string, globs: readonly string[]): Promise<Record<string, FileEntry>> {
  const found: Record<string, FileEntry> = {};
  if (isEmpty(work)) return found;
  const self = await describeFile(work);
  // Never through a link that a run put in the place of its folder.
  if (self.kind !== 'folder') return { '.': self.kind === 'link' ? self : { kind: 'other' } };
  const walk = async (folder: string): Promise<void> => {
    for (const name of await namesIn(join(work, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const entry = await describeFile(join(work, path));
      if (globs.some((glob) => pathMatches(glob, path))) found[path] = entry;
      if (entry.kind === 'folder') await walk(path);
    }
  };
  await walk('');
  return found;
}

/** The names in a folder in their order, each of them text. */
async function namesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, 'latin1').catch(() => [])) as BytePath[];
  const taken = new Set(names.map(toText));
  const texts = names.map(async (name) => {
    const text = toText(name);
    if (text !== undefined) return text;
    const escaped = toEscapedText(name);
    let told = escaped.length <= escapedLimit ? escaped : `${escaped.slice(0, escapedLimit)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
    while (taken.has(told)) told = `${told}\\`;
    await rename(Buffer.from(joinBytes(toBytePath(folder), name), 'latin1'), join(folder, told));
    return told;
  });
  return (await Promise.all(texts)).sort((a, b) => (a < b ? -1 : 1));
}

/** Asked at once, not in turn: most programs leave nothing, and the next run waits for the answer. */
function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

async function describeFile(path: string): Promise<FileEntry> {
  const status = await lstat(path).catch(() => undefined);
  if (status?.isSymbolicLink()) return { kind: 'link', target: toEscapedText((await readlink(path, 'latin1')) as BytePath) };
  if (status?.isDirectory()) {
    if ((status.mode & 0o700) !== 0o700) await chmod(path, 0o700);
    return { kind: 'folder' };
  }
  if (!status?.isFile()) return { kind: 'other' };
  if ((status.mode & 0o400) === 0) await chmod(path, status.mode | 0o400);
  return { kind: 'file', bytes: status.size, sha256: await digest(path), executable: (status.mode & 0o111) !== 0, stored: null };
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The outcome of a run, with texts that are long or no UTF-8 stored in `folder`, relative to `runFolder`. Files are not stored yet. */
export async function takeOutcome(ran: Ran, files: Record<string, FileEntry>, hidden: HiddenPaths, runFolder: string, folder: string): Promise<Outcome> {
  const { end, durationMs, peakMemoryBytes } = ran;
  return {
    exit_code: end.state === 'exited' ? end.exitCode : null,
    signal: end.state === 'signalled' ? end.signal : null,
    timed_out: end.state === 'timed-out',
    duration_ms: Number(durationMs.toFixed(3)),
    peak_memory_mb: peakMemoryBytes === undefined ? null : Number((peakMemoryBytes / 1_048_576).toFixed(2)),
    stdout: await takeText(ran.stdout, 'stdout.txt', hidden, runFolder, folder),
    stderr: await takeText(ran.stderr, 'stderr.txt', hidden, runFolder, folder),
    ...(ran.value === undefined ? {} : { value: hideInValue(ran.value as NonNullable<Outcome['value']>, hidden) }),
    files,
  };
}

async function takeText(output: Output, name: string, hidden: HiddenPaths, runFolder: string, folder: string): Promise<string | StoredText> {
  const text = output.bytes.toString('utf8');
  const isText = isUtf8(output.bytes) && !output.bytes.includes(0);
  const shown = isText ? hidePaths(text, hidden) : text;
  if (isText && output.sha256 === undefined && shown.length <= inlineLimit) return shown;
  const bytes = isText ? Buffer.from(shown) : output.bytes;
  const stored = `${folder}/${name}`;
  await mkdir(join(runFolder, folder), { recursive: true });
  await writeFile(join(runFolder, stored), bytes);
  return {
    stored,
    bytes: output.totalBytes,
    sha256: output.sha256 ?? createHash('sha256').update(bytes).digest('hex'),
    ...(output.sha256 === undefined ? {} : { truncated: true }),
  };
}

/** Moves the named files of a work folder into the run's store, and gives the entries with their new places. */
export async function storeFiles(
  files: Readonly<Record<string, FileEntry>>,
  paths: ReadonlySet<string>,
  work: string,
  runFolder: string,
  folder: string,
): Promise<Record<string, FileEntry>> {
  const entries: Record<string, FileEntry> = { ...files };
  for (const path of paths) {
    const entry = files[path];
    if (entry?.kind !== 'file') continue;
    const stored = `${folder}/files/${path}`;
    await mkdir(dirname(join(runFolder, stored)), { recursive: true });
    await moveFile(join(work, path), join(runFolder, stored));
    entries[path] = { ...entry, stored };
  }
  return entries;
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    await cp(from, to);
  }
}

/** The files whose bytes are not the same in all of the given listings: only they need keeping. */
export function differingFiles(listings: readonly Readonly<Record<string, FileEntry>>[]): Set<string> {
  const differing = new Set<string>();
  for (const path of new Set(listings.flatMap((files) => Object.keys(files)))) {
    const [first, ...others] = listings.map((files) => files[path]);
    const digest = first?.kind === 'file' ? first.sha256 : undefined;
    if (digest === undefined || others.some((other) => other?.kind !== 'file' || other.sha256 !== digest)) differing.add(path);
  }
  return differing;
}
