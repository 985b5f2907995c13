/** Makes a bag in the store's `tmp` folder: copied, stable, read back, flushed; the caller lets it appear by one rename. */

import { byBytes, joinBytes, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import type { ManifestLine } from '../domain/bag.ts';
import type { Entry, FileEntry } from '../domain/entry.ts';
import { migrateError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import { makeTaker, type Source, type Taken } from './bag-payload.ts';
import { payloadOf, type Bag } from './bag-reader.ts';
import { writeTags } from './bag-tags.ts';
import { hashFile } from './content.ts';
import { isSame } from './copy-file.ts';
import type { FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';

export interface BagRequest {
  root: BytePath;
  /** The folder to build in; must not exist. */
  path: BytePath;
  /** What is to be taken, as it was when it was looked at first. */
  first: readonly Source[];
  /** Looks again; repeated until nothing changed between two looks. */
  again: () => readonly Source[];
  /** An earlier backup, whose content is shared where it is unchanged. */
  parent: Bag | undefined;
  evidence: Evidence;
  pace: Pace;
}

export interface WrittenBag {
  entries: Entry[];
  seal: string;
  files: number;
  bytes: number;
  unchanged: number;
}

/** The first reading, three more of what changed meanwhile, and a last look. */
const attempts = 5;

/** Throws BACKUP_UNSTABLE, DISK_ERROR (what was read back is not what was written), and errors of the disk. */
export async function writeBag(files: FileSystem, request: BagRequest): Promise<WrittenBag> {
  const { path, evidence } = request;
  const data = joinBytes(path, toBytePath('data'));
  files.makeFolder(path);
  files.makeFolder(data);
  const { taken, flushed } = await takeAll(files, request, new Set([path, data]));
  const entries = withHardLinks([...taken.values()].sort((a, b) => byBytes(a.entry.path, b.entry.path)));
  const tags = writeTags(files, path, entries, evidence);
  readBack(files, path, tags);
  await files.flushEach([...tags.map((tag) => joinBytes(path, tag.path)), joinBytes(path, toBytePath('meta')), path], path);
  await flushed;
  const fileEntries = entries.filter((entry): entry is FileEntry => entry.kind === 'file');
  return {
    entries,
    seal: tags.at(-1)!.sha256,
    files: fileEntries.length,
    bytes: fileEntries.reduce((sum, file) => sum + file.sizeBytes, 0),
    unchanged: fileEntries.filter((file) => taken.get(file.path)?.shared).length,
  };
}

/** Copies, looks again, and copies what changed meanwhile, until nothing changed between two looks. The disk flushes meanwhile. */
async function takeAll(files: FileSystem, request: BagRequest, made: Set<BytePath>): Promise<{ taken: Map<BytePath, Taken>; flushed: Promise<unknown> }> {
  const { path: bag, root, parent, pace } = request;
  const taken = new Map<BytePath, Taken>();
  const take = makeTaker(files, { root, bag, parent, made, pace });
  const flushing: Promise<void>[] = [];
  let moving: BytePath[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const sources = attempt === 0 ? request.first : request.again();
    const present = new Set(sources.map((source) => source.path));
    const gone = [...taken.keys()].filter((path) => !present.has(path));
    const wanted = sources.filter((source) => !isSettled(taken.get(source.path), source));
    moving = [...gone, ...wanted.map((source) => source.path)];
    if (moving.length === 0 && attempt > 0) return { taken, flushed: Promise.all(flushing) };
    for (const path of moving) drop(files, bag, taken, path);
    const now = await take(wanted);
    for (const each of now) taken.set(each.entry.path, each);
    const fresh = now.flatMap(({ entry, shared }) => (entry.kind === 'file' && !shared ? [joinBytes(bag, payloadOf(entry.path))] : []));
    const flushed = files.flushEach([...fresh, ...made], bag);
    // Waited for at the end; until then a failure must not count as one that nobody cares for.
    flushed.catch(() => undefined);
    flushing.push(flushed);
  }
  throw migrateError('BACKUP_UNSTABLE', {
    message: `${moving.length} file(s) kept changing while they were read: ${moving.slice(0, 5).map(showPath).join(', ')}`,
    hint: 'stop what writes there, or leave those files out of the module, and run the backup again',
    where: moving[0] === undefined ? undefined : showPath(moving[0]),
  });
}

/** A folder's size and change time say nothing of it; its mode and time do. */
function isSettled(taken: Taken | undefined, { status: now }: Source): boolean {
  if (taken === undefined) return false;
  const { status: before } = taken.source;
  if (before.kind === 'folder') return now.kind === 'folder' && before.mode === now.mode && before.mtimeNs === now.mtimeNs;
  return isSame(before, now);
}

function drop(files: FileSystem, bag: BytePath, taken: Map<BytePath, Taken>, path: BytePath): void {
  if (taken.get(path)?.entry.kind === 'file') files.removeFile(joinBytes(bag, payloadOf(path)));
  taken.delete(path);
}

function withHardLinks(taken: readonly Taken[]): Entry[] {
  const first = new Map<string, BytePath>();
  return taken.map(({ source: { status }, entry }) => {
    if (entry.kind !== 'file' || status.linkCount < 2) return entry;
    const key = `${status.dev}:${status.ino}`;
    const main = first.get(key);
    if (main === undefined) first.set(key, entry.path);
    return main === undefined ? entry : { ...entry, hardLink: main };
  });
}

function readBack(files: FileSystem, bag: BytePath, lines: readonly ManifestLine[]): void {
  for (const { path, sha256 } of lines) {
    if (hashFile(files, joinBytes(bag, path), { sha256 }) === sha256) continue;
    throw migrateError('DISK_ERROR', { message: `${showPath(path)} reads back other than it was written`, hint: 'check the disk', where: showPath(bag) });
  }
}
