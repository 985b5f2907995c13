/** Takes paths into a bag: shared with an earlier backup where they are unchanged, copied and read back where not. */

import { joinBytes, parentOf, showPath, type BytePath } from '../domain/byte-path.ts';
import type { Entry, FileEntry } from '../domain/entry.ts';
import { migrateError } from '../domain/errors.ts';
import { payloadOf, type Bag } from './bag-reader.ts';
import { isSame } from './copy-file.ts';
import { errorCode, isMissing, type FileStatus, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { spread } from './spread.ts';

/** A path to be backed up, with the module it belongs to. */
export interface Source {
  path: BytePath;
  status: FileStatus;
  module: string;
}

export interface Taken {
  source: Source;
  entry: Entry;
  /** Its content lies in an earlier backup as well, and was read back when that was made. */
  shared: boolean;
}

export interface Payload {
  root: BytePath;
  /** The folder of the bag. */
  bag: BytePath;
  /** An earlier backup, whose content is shared where it is unchanged. */
  parent: Bag | undefined;
  /** The folders of the bag that were made; more are added. */
  made: Set<BytePath>;
  pace: Pace;
}

/**
 * Makes the function that takes sources. What went or changed since they were looked at is left out: the next look tells.
 * Throws DISK_ERROR when a copy does not read back as it was written.
 */
export function makeTaker(files: FileSystem, { root, bag, parent, made, pace }: Payload): (sources: readonly Source[]) => Promise<Taken[]> {
  const known = new Map(parent?.entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry] as const] : [])));
  const parentScanNs = parent === undefined ? 0n : BigInt(Date.parse(parent.evidence.at)) * 1_000_000n;
  /** Of files with several names: the entry of the first name that was taken. */
  const mains = new Map<string, FileEntry>();
  const place = (path: BytePath): BytePath => joinBytes(bag, payloadOf(path));

  return async (sources) => {
    const plain = sources.filter(({ status }) => status.kind === 'file');
    for (const { path } of plain) makeFolders(files, parentOf(place(path)), made);
    const unchanged = plain.filter(({ path, status }) => isUnchanged(known.get(path), status, parentScanNs));
    const shared = await shareAll(unchanged, (path) => ({ from: joinBytes(parent!.path, payloadOf(path)), entry: known.get(path)! }));
    const changed = without(plain, shared);
    const firstNames = changed.filter(isFirstName());
    const copied = await copyAll(firstNames);
    const otherNames = without(changed, firstNames.map((source) => ({ source })));
    const linked = await shareAll(otherNames.filter(({ status }) => mains.has(linkKey(status))), (_, status) => {
      const main = mains.get(linkKey(status))!;
      return { from: place(main.path), entry: main };
    });
    return [
      ...sources.flatMap((source) => takeNode(files, root, source)),
      ...shared.map(({ source, entry }) => ({ source, entry, shared: true })),
      ...copied,
      ...linked.map(({ source, entry }) => ({ source, entry, shared: false })),
      ...(await copyAll(without(otherNames, linked))),
    ];
  };

  async function shareAll(
    sources: readonly Source[],
    storedOf: (path: BytePath, status: FileStatus) => { from: BytePath; entry: FileEntry },
  ): Promise<{ source: Source; entry: FileEntry }[]> {
    const stored = sources.map(({ path, status }) => storedOf(path, status));
    const items = sources.map(({ path, status }, i) => ({ from: stored[i]!.from, to: place(path), sizeBytes: status.sizeBytes }));
    const isShared = await spread(files, 'share', items, { pace, what: 'sharing' });
    return sources.flatMap((source, i) => (isShared[i] === true ? [{ source, entry: entryOf(source, stored[i]!.entry.sha256) }] : []));
  }

  async function copyAll(sources: readonly Source[]): Promise<Taken[]> {
    const items = sources.map(({ path, status }) => ({ from: joinBytes(root, path), to: place(path), mode: (status.mode & 0o111) === 0 ? 0o444 : 0o555, readBack: true }));
    const copies = await spread(files, 'copy', items, { pace, what: 'copying' });
    return sources.flatMap((source, i) => {
      const [copy, { to }] = [copies[i], items[i]!];
      if (copy === undefined) return [];
      if (!copy.readsBack) {
        throw migrateError('DISK_ERROR', { message: `${showPath(to)} reads back other than it was written`, hint: 'check the disk', where: showPath(bag) });
      }
      if (!copy.steady || !isSame(copy.status, source.status)) {
        files.removeFile(to);
        return [];
      }
      const entry = entryOf(source, copy.sha256);
      if (source.status.linkCount > 1) mains.set(linkKey(source.status), entry);
      return [{ source, entry, shared: false }];
    });
  }
}

function makeFolders(files: FileSystem, folder: BytePath, made: Set<BytePath>): void {
  if (made.has(folder)) return;
  makeFolders(files, parentOf(folder), made);
  files.makeFolder(folder);
  made.add(folder);
}

/** A folder or a link, which has no content; nothing when it became something else. */
function takeNode(files: FileSystem, root: BytePath, source: Source): Taken[] {
  const { path, module, status } = source;
  const { kind, mode, mtimeNs } = status;
  if (kind === 'folder') return [{ source, entry: { path, module, mode, mtimeNs, kind }, shared: false }];
  if (kind !== 'link') return [];
  try {
    return [{ source, entry: { path, module, mode: 0o777, mtimeNs, kind, target: files.readLink(joinBytes(root, path)) }, shared: false }];
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EINVAL') return [];
    throw error;
  }
}

function entryOf({ path, module, status }: Source, sha256: string): FileEntry {
  const { mode, mtimeNs, sizeBytes, dev, ino, ctimeNs } = status;
  return { path, module, mode, mtimeNs, kind: 'file', sizeBytes, sha256, hardLink: undefined, dev, ino, ctimeNs };
}

/** Size, times and identity equal, and at rest for two seconds before the parent was made: clocks of disks are coarse. */
function isUnchanged(before: FileEntry | undefined, now: FileStatus, parentScanNs: bigint): boolean {
  const restedNs = parentScanNs - 2_000_000_000n;
  return (
    before !== undefined &&
    before.sizeBytes === now.sizeBytes &&
    before.mtimeNs === now.mtimeNs &&
    before.ctimeNs === now.ctimeNs &&
    before.ino === now.ino &&
    before.dev === now.dev &&
    now.mtimeNs < restedNs &&
    now.ctimeNs < restedNs
  );
}

/** By this the names of one file are known, as long as it does not change. */
function linkKey({ dev, ino, mtimeNs, ctimeNs }: FileStatus): string {
  return `${dev}:${ino}:${mtimeNs}:${ctimeNs}`;
}

/** Picks the first of several names of one file, and every file with one name. */
function isFirstName(): (source: Source) => boolean {
  const seen = new Set<string>();
  return ({ status }) => {
    if (status.linkCount < 2) return true;
    const key = linkKey(status);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

function without(sources: readonly Source[], taken: readonly { source: Source }[]): Source[] {
  const done = new Set(taken.map(({ source }) => source));
  return sources.filter((source) => !done.has(source));
}
