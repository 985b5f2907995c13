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
  hardLink?: BytePath;
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

/** Reads `meta/entries.jsonl`; throws BACKUP_DAMAGED for a line that is no entry or a path that could lead out. */
export function parseEntries(text: string): Entry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        const entry = fromLine(entryLine.parse(JSON.parse(line)));
        if (!isSafe(entry.path)) throw new Error('the path leads out of the project');
        return entry;
      } catch (cause) {
        throw migrateError('BACKUP_DAMAGED', { message: `line ${i + 1} of meta/entries.jsonl is not an entry`, where: `meta/entries.jsonl:${i + 1}`, cause });
      }
    });
}

/** Whether a relative path stays where it is put: no empty, `.` or `..` step. */
export function isSafe(path: BytePath): boolean {
  return path.split('/').every((step) => step !== '' && step !== '.' && step !== '..' && !step.includes('\0'));
}

function toLine(entry: Entry): z.infer<typeof entryLine> {
  const { module } = entry;
  const common = { schema_version: 1 as const, path: encodeName(entry.path), module, mode: formatMode(entry.mode), mtime_ns: String(entry.mtimeNs) };
  if (entry.kind === 'folder') return { ...common, type: 'folder' };
  if (entry.kind === 'link') return { ...common, type: 'link', target: encodeName(entry.target) };
  return {
    ...common,
    type: 'file',
    size: entry.sizeBytes,
    sha256: entry.sha256,
    ...(entry.hardLink === undefined ? {} : { hard_link: encodeName(entry.hardLink) }),
    dev: String(entry.dev),
    ino: String(entry.ino),
    ctime_ns: String(entry.ctimeNs),
  };
}

function fromLine(line: z.infer<typeof entryLine>): Entry {
  const { module } = line;
  const common = { path: decodeName(line.path), module, mode: Number.parseInt(line.mode, 8), mtimeNs: BigInt(line.mtime_ns) };
  if (line.type === 'folder') return { ...common, kind: 'folder' };
  if (line.type === 'link') return { ...common, kind: 'link', target: decodeName(line.target) };
  return {
    ...common,
    kind: 'file',
    sizeBytes: line.size,
    sha256: line.sha256,
    ...(line.hard_link === undefined ? {} : { hardLink: decodeName(line.hard_link) }),
    dev: BigInt(line.dev),
    ino: BigInt(line.ino),
    ctimeNs: BigInt(line.ctime_ns),
  };
}
