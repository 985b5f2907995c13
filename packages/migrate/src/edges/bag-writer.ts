/** Makes a bag in the store's `tmp` folder: copied, stable, read back, flushed; the caller lets it appear by one rename. */

import { createHash } from 'node:crypto';
import { byBytes, joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { bagDeclaration, formatBagInfo, formatManifest, tagFiles, type ManifestLine } from '../domain/bag.ts';
import { formatEntries, type Entry, type FileEntry } from '../domain/entry.ts';
import { migrateError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import { restoreGuide, restoreScript } from '../domain/restore-kit.ts';
import { payloadOf, type Bag } from './bag-reader.ts';
import { hashFile } from './content.ts';
import { isSame, makeCopier } from './copy-file.ts';
import { errorCode, isMissing, type FileStatus, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { makeSharer } from './share.ts';
import { flushFile, flushFolder } from './text-file.ts';

/** A path to be backed up, with the module it belongs to. */
export interface Source {
  path: BytePath;
  status: FileStatus;
  module: string;
}

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

interface Taken {
  source: Source;
  entry: Entry;
  shared: boolean;
}

/** The first reading, three more of what changed meanwhile, and a last look. */
const attempts = 5;
/** Up to so many files are flushed one by one; more of them by one flush of the whole file system, which costs far less. */
const flushedOneByOne = 64;

/** Throws BACKUP_UNSTABLE, BACKUP_DAMAGED (what was read back is not what was written), and errors of the disk. */
export async function writeBag(files: FileSystem, request: BagRequest): Promise<WrittenBag> {
  const { path, evidence } = request;
  const made = new Set<BytePath>();
  makeFolders(files, joinBytes(path, toBytePath('data')), made);
  const taken = await takeAll(files, request, made);
  const entries = withHardLinks([...taken.values()].sort((a, b) => byBytes(a.entry.path, b.entry.path)));
  const fileEntries = entries.filter((entry): entry is FileEntry => entry.kind === 'file');
  const manifest = fileEntries.map((file) => ({ path: payloadOf(file.path), sha256: file.sha256 }));
  const tags = writeTags(files, path, entries, manifest, evidence);
  const fresh = fileEntries.filter((file) => taken.get(file.path)?.shared === false);
  await readBack(files, path, [...fresh.map((file) => ({ path: payloadOf(file.path), sha256: file.sha256 })), ...tags], request.pace);
  flushBag(files, path, [...fresh.map((file) => payloadOf(file.path)), ...tags.map((tag) => tag.path)], made);
  return {
    entries,
    seal: tags.at(-1)!.sha256,
    files: fileEntries.length,
    bytes: fileEntries.reduce((sum, file) => sum + file.sizeBytes, 0),
    unchanged: fileEntries.length - fresh.length,
  };
}

/** Copies, looks again, and copies what changed meanwhile, until nothing changed between two looks. */
async function takeAll(files: FileSystem, request: BagRequest, made: Set<BytePath>): Promise<Map<BytePath, Taken>> {
  const taken = new Map<BytePath, Taken>();
  const take = makeTaker(files, request, made);
  let moving: BytePath[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const sources = attempt === 0 ? request.first : request.again();
    const present = new Set(sources.map((source) => source.path));
    moving = [...taken.keys()].filter((path) => !present.has(path));
    for (const path of moving) drop(files, request.path, taken, path);
    for (const [i, source] of sources.entries()) {
      const before = taken.get(source.path);
      if (before !== undefined && isSettled(before, source)) continue;
      moving.push(source.path);
      drop(files, request.path, taken, source.path);
      const now = await take(source);
      if (now !== undefined) taken.set(source.path, now);
      const waiting = request.pace('copying', i + 1, sources.length);
      if (waiting) await waiting;
    }
    if (moving.length === 0) return taken;
  }
  throw migrateError('BACKUP_UNSTABLE', {
    message: `${moving.length} file(s) kept changing while they were read: ${moving.slice(0, 5).map(showPath).join(', ')}`,
    hint: 'stop what writes there, or leave those files out of the module, and run the backup again',
    where: moving[0] === undefined ? undefined : showPath(moving[0]),
  });
}

/** A folder's size and change time say nothing of it; its mode and time do. */
function isSettled({ source: { status: before } }: Taken, { status: now }: Source): boolean {
  if (before.kind === 'folder') return now.kind === 'folder' && before.mode === now.mode && before.mtimeNs === now.mtimeNs;
  return isSame(before, now);
}

function drop(files: FileSystem, bag: BytePath, taken: Map<BytePath, Taken>, path: BytePath): void {
  if (taken.get(path)?.entry.kind === 'file') files.removeFile(joinBytes(bag, payloadOf(path)));
  taken.delete(path);
}

function makeTaker(files: FileSystem, request: BagRequest, made: Set<BytePath>) {
  const { root, path: bag, parent, pace } = request;
  const copy = makeCopier(files, pace);
  const share = makeSharer(files);
  const known = new Map(parent?.entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry] as const] : [])));
  const parentScanNs = parent === undefined ? 0n : BigInt(Date.parse(parent.evidence.at)) * 1_000_000n;
  const firstLinks = new Map<string, { payload: BytePath; sha256: string }>();

  return async (source: Source): Promise<Taken | undefined> => {
    const { path, status, module } = source;
    const common = { path, module, mode: status.mode, mtimeNs: status.mtimeNs };
    if (status.kind === 'folder') return { source, entry: { ...common, kind: 'folder' }, shared: false };
    const from = joinBytes(root, path);
    try {
      if (status.kind === 'link') return { source, entry: { ...common, mode: 0o777, kind: 'link', target: files.readLink(from) }, shared: false };
      return await takeFile(source, from, common);
    } catch (error) {
      // It went, or became something else, between the look and now: the next look tells.
      if (isMissing(error) || ['EINVAL', 'ELOOP', 'EISDIR'].includes(errorCode(error) ?? '')) return undefined;
      throw error;
    }
  };

  async function takeFile(source: Source, from: BytePath, common: Pick<FileEntry, 'path' | 'module' | 'mode' | 'mtimeNs'>): Promise<Taken | undefined> {
    const { path, status } = source;
    const to = joinBytes(bag, payloadOf(path));
    makeFolders(files, parentOf(to), made);
    const identity = { dev: status.dev, ino: status.ino, ctimeNs: status.ctimeNs, sizeBytes: status.sizeBytes };
    const taken = (sha256: string, shared: boolean): Taken => ({ source, entry: { ...common, ...identity, kind: 'file', sha256 }, shared });
    const before = known.get(path);
    if (parent !== undefined && before !== undefined && isUnchanged(before, status, parentScanNs)) {
      const stored = joinBytes(parent.path, payloadOf(path));
      if (share(stored, to, status.sizeBytes)) return taken(before.sha256, true);
    }
    const key = `${status.dev}:${status.ino}:${status.mtimeNs}:${status.ctimeNs}`;
    const first = status.linkCount > 1 ? firstLinks.get(key) : undefined;
    if (first !== undefined && share(first.payload, to, status.sizeBytes)) return taken(first.sha256, false);
    const copied = await copy(from, to, (status.mode & 0o111) === 0 ? 0o444 : 0o555);
    if (!copied.steady || !isSame(copied.status, status)) {
      files.removeFile(to);
      return undefined;
    }
    if (status.linkCount > 1) firstLinks.set(key, { payload: to, sha256: copied.sha256 });
    return taken(copied.sha256, false);
  }
}

/** Size, times and identity equal, and at rest for two seconds before the parent was made: clocks of disks are coarse. */
function isUnchanged(before: FileEntry, now: FileStatus, parentScanNs: bigint): boolean {
  const restedNs = parentScanNs - 2_000_000_000n;
  return (
    before.sizeBytes === now.sizeBytes &&
    before.mtimeNs === now.mtimeNs &&
    before.ctimeNs === now.ctimeNs &&
    before.ino === now.ino &&
    before.dev === now.dev &&
    now.mtimeNs < restedNs &&
    now.ctimeNs < restedNs
  );
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

function writeTags(files: FileSystem, bag: BytePath, entries: readonly Entry[], manifest: readonly ManifestLine[], evidence: Evidence): ManifestLine[] {
  files.makeFolder(joinBytes(bag, toBytePath('meta')));
  const { id, kind, message, parent } = evidence;
  const info = { id, kind, entries, at: new Date(evidence.at), message: message ?? undefined, parent: parent ?? undefined };
  const texts: Record<(typeof tagFiles)[number], Buffer> = {
    'bagit.txt': Buffer.from(bagDeclaration),
    'bag-info.txt': Buffer.from(formatBagInfo(info)),
    'manifest-sha256.txt': Buffer.from(formatManifest(manifest), 'latin1'),
    'meta/entries.jsonl': Buffer.from(formatEntries(entries)),
    'meta/evidence.json': Buffer.from(`${JSON.stringify(evidence, undefined, 2)}\n`),
    'RESTORE.md': Buffer.from(restoreGuide(id)),
    'restore.sh': Buffer.from(restoreScript(id, entries, (file) => payloadOf(file.path)), 'latin1'),
  };
  const write = (name: string, data: Buffer): ManifestLine => {
    const path = toBytePath(name);
    const descriptor = files.open(joinBytes(bag, path), 'create', name.endsWith('.sh') ? 0o555 : 0o444);
    try {
      files.write(descriptor, data);
    } finally {
      files.close(descriptor);
    }
    return { path, sha256: createHash('sha256').update(data).digest('hex') };
  };
  const lines = tagFiles.map((name) => write(name, texts[name]));
  return [...lines, write('tagmanifest-sha256.txt', Buffer.from(formatManifest(lines), 'latin1'))];
}

async function readBack(files: FileSystem, bag: BytePath, lines: readonly ManifestLine[], pace: Pace): Promise<void> {
  for (const [i, { path, sha256 }] of lines.entries()) {
    if (hashFile(files, joinBytes(bag, path)) !== sha256) {
      throw migrateError('DISK_ERROR', { message: `${showPath(path)} reads back other than it was written`, hint: 'check the disk', where: showPath(bag) });
    }
    const waiting = pace('reading back', i + 1, lines.length);
    if (waiting) await waiting;
  }
}

function flushBag(files: FileSystem, bag: BytePath, paths: readonly BytePath[], made: ReadonlySet<BytePath>): void {
  if (paths.length + made.size > flushedOneByOne && files.flushAll(bag)) return;
  for (const path of paths) flushFile(files, joinBytes(bag, path));
  for (const folder of [...made, joinBytes(bag, toBytePath('meta')), bag]) flushFolder(files, folder);
}

function makeFolders(files: FileSystem, folder: BytePath, made: Set<BytePath>): void {
  if (made.has(folder) || files.status(folder) !== undefined) return;
  makeFolders(files, parentOf(folder), made);
  files.makeFolder(folder);
  made.add(folder);
}
