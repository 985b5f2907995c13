/** What a backup knows of each path, one line of `meta/entries.jsonl`: the only truth for names, modes, times and links. */

import * as z from 'zod/mini';
import { toBytePath, toText, type BytePath } from './byte-path.ts';
import { migrateError } from './errors.ts';

interface EntryBase {
  path: BytePath;
  module: string;
  /** Permission bits; of a link they mean nothing and are 0777. */
  mode: number;
  mtimeNs: bigint;
}

export interface FileEntry extends EntryBase {
  kind: 'file';
  sizeBytes: number;
  sha256: string;
  /** The first path, in the order of bytes, that is a hard link to the same file. */
  hardLink: BytePath | undefined;
  /** Of the source when it was read: by these an unchanged file is known. */
  dev: bigint;
  ino: bigint;
  ctimeNs: bigint;
}

export interface FolderEntry extends EntryBase {
  kind: 'folder';
}

export interface LinkEntry extends EntryBase {
  kind: 'link';
  target: BytePath;
}

export type Entry = FileEntry | FolderEntry | LinkEntry;

const digits = z.string().check(z.regex(/^-?\d+$/, 'is a whole number as text'));
const name = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
const shared = { schema_version: z.literal(1), path: name, module: z.string(), mode: z.string().check(z.regex(/^[0-7]{4}$/)), mtime_ns: digits };

export const entryLine = z.discriminatedUnion('type', [
  z.strictObject({
    ...shared,
    type: z.literal('file'),
    size: z.int().check(z.nonnegative()),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    hard_link: z.optional(name),
    dev: digits,
    ino: digits,
    ctime_ns: digits,
  }),
  z.strictObject({ ...shared, type: z.literal('folder') }),
  z.strictObject({ ...shared, type: z.literal('link'), target: name }),
]);

/** Names that are UTF-8 stand as text, others in base64. */
export type EncodedName = z.infer<typeof name>;

export function encodeName(path: BytePath): EncodedName {
  return toText(path) ?? { base64: btoa(path) };
}

export function decodeName(encoded: EncodedName): BytePath {
  return typeof encoded === 'string' ? toBytePath(encoded) : (atob(encoded.base64) as BytePath);
}

export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** The text of `meta/entries.jsonl`. */
export function formatEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(toLine(entry))}\n`).join('');
}

let lastRead: { text: string; entries: readonly Entry[] } | undefined;

/**
 * Reads `meta/entries.jsonl`; throws BACKUP_DAMAGED for a line that is no entry or a path that could lead out. What was read
 * last is known: a rollback needs the same backup as the point, as a record of what was there, and to share content with.
 */
export function parseEntries(text: string): readonly Entry[] {
  if (lastRead?.text !== text) lastRead = { text, entries: text.split('\n').filter((line) => line !== '').map(parseLine) };
  return lastRead.entries;
}

function parseLine(line: string, i: number): Entry {
  try {
    const entry = fromLine(entryLine.parse(JSON.parse(line)));
    if (!isSafe(entry.path)) throw new Error('the path leads out of the project');
    return entry;
  } catch (cause) {
    throw migrateError('BACKUP_DAMAGED', { message: `line ${i + 1} of meta/entries.jsonl is not an entry`, where: `meta/entries.jsonl:${i + 1}`, cause });
  }
}

const unsafe = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** Whether a relative path stays where it is put: no empty, `.` or `..` step. */
export function isSafe(path: BytePath): boolean {
  return !unsafe.test(path);
}

// Written out: for ten thousand files, spreading one object into another takes longer than all the rest.

function toLine(entry: Entry): z.infer<typeof entryLine> {
  const { module, kind } = entry;
  const schema_version = 1;
  const path = encodeName(entry.path);
  const mode = formatMode(entry.mode);
  const mtime_ns = String(entry.mtimeNs);
  if (kind === 'folder') return { schema_version, path, module, mode, mtime_ns, type: kind };
  if (kind === 'link') return { schema_version, path, module, mode, mtime_ns, type: kind, target: encodeName(entry.target) };
  const { sizeBytes: size, sha256 } = entry;
  // What is undefined is not written.
  const hard_link = entry.hardLink === undefined ? undefined : encodeName(entry.hardLink);
  const [dev, ino, ctime_ns] = [String(entry.dev), String(entry.ino), String(entry.ctimeNs)];
  return { schema_version, path, module, mode, mtime_ns, type: kind, size, sha256, hard_link, dev, ino, ctime_ns };
}

function fromLine(line: z.infer<typeof entryLine>): Entry {
  const { module, type: kind } = line;
  const path = decodeName(line.path);
  const mode = Number.parseInt(line.mode, 8);
  const mtimeNs = BigInt(line.mtime_ns);
  if (kind === 'folder') return { path, module, mode, mtimeNs, kind };
  if (kind === 'link') return { path, module, mode, mtimeNs, kind, target: decodeName(line.target) };
  const { size: sizeBytes, sha256 } = line;
  const hardLink = line.hard_link === undefined ? undefined : decodeName(line.hard_link);
  return { path, module, mode, mtimeNs, kind, sizeBytes, sha256, hardLink, dev: BigInt(line.dev), ino: BigInt(line.ino), ctimeNs: BigInt(line.ctime_ns) };
}
