/**
 * The one door to the disk for everything that changes things. It is small and synchronous, so that a test can make every
 * single call fail, or stand in a disk of its own that forgets what was not flushed.
 */

// By name: a bundle copies a whole module that is imported as one, at every start.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { isAscii, type BytePath } from '../domain/byte-path.ts';

export type FileKind = 'file' | 'folder' | 'link' | 'special';

export interface FileStatus {
  kind: FileKind;
  /** Permission bits, with setuid, setgid and sticky. */
  mode: number;
  sizeBytes: number;
  mtimeNs: bigint;
  ctimeNs: bigint;
  dev: bigint;
  ino: bigint;
  linkCount: number;
  /** Whether less is allocated than the size says: the file has holes. */
  sparse: boolean;
}

/**
 * Flags of `open`: read an existing file without following a link, create a new one, or add to one; or read and write an existing
 * one past the system's cache, whole pages alone, which fails as EINVAL where that can't be had.
 */
export type OpenFlag = 'read' | 'create' | 'append' | 'readDirect' | 'writeDirect';

export interface FileSystem {
  /** What lies at a path, links not followed; undefined when there is nothing. */
  status: (path: BytePath) => FileStatus | undefined;
  /** The names in a folder, in no order. */
  list: (folder: BytePath) => BytePath[];
  readLink: (path: BytePath) => BytePath;
  realPath: (path: BytePath) => BytePath;
  /** `mode` is that of a file that is created. */
  open: (path: BytePath, flag: OpenFlag, mode?: number) => number;
  statusOf: (descriptor: number) => FileStatus;
  /** Reads at `position` or where the last read ended; 0 at the end. */
  read: (descriptor: number, into: Uint8Array, position?: number) => number;
  /** Writes all of `data`, at `position` or where the last write ended. */
  write: (descriptor: number, data: Uint8Array, position?: number) => void;
  /** Makes a file that long; what was not written is a hole. */
  setSize: (descriptor: number, sizeBytes: number) => void;
  /** Flushes a file, or the entries of a folder, to the disk. */
  flush: (descriptor: number) => void;
  close: (descriptor: number) => void;
  openFolder: (path: BytePath) => number;
  makeFolder: (path: BytePath) => void;
  removeFolder: (path: BytePath) => void;
  removeFile: (path: BytePath) => void;
  rename: (from: BytePath, to: BytePath) => void;
  hardLink: (existing: BytePath, path: BytePath) => void;
  makeLink: (target: BytePath, path: BytePath) => void;
  setMode: (path: BytePath, mode: number) => void;
  /** Sets the modification time, of a link itself too; the system keeps it to the microsecond. */
  setTime: (path: BytePath, mtimeNs: bigint) => void;
  /** A copy that shares its content with the source until one of them changes; throws where that can't be had. */
  reflink: (from: BytePath, to: BytePath) => void;
  freeBytes: (path: BytePath) => number;
  /** Throws when this user may not write in the folder. */
  checkWritable: (folder: BytePath) => void;
  /**
   * Flushes these files and folders below `within`, as they are at this moment: many of them by one flush of the whole file
   * system, which costs far less. Other work may go on until it is done.
   */
  flushEach: (paths: readonly BytePath[], within: BytePath) => Promise<void>;
}

const noFollow = constants.O_NOFOLLOW;
/** Linux has it; elsewhere the cache is gone through. */
const direct = constants.O_DIRECT ?? 0;
const openFlags: Record<OpenFlag, number> = {
  read: constants.O_RDONLY | constants.O_NONBLOCK | noFollow,
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow,
  append: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | noFollow,
  readDirect: constants.O_RDONLY | direct | noFollow,
  writeDirect: constants.O_WRONLY | direct | noFollow,
};
const wide = { bigint: true } as const;
const umask = process.umask();

/** What was opened as each descriptor: the system's errors of reading and writing don't say of which file they are. */
const opened = new Map<number, BytePath>();

function onFile<T>(descriptor: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const path = opened.get(descriptor);
    throw path === undefined ? error : Object.assign(error as Error, { path: raw(path) });
  }
}

/** The disk of this machine. */
export const disk: FileSystem = {
  status: (path) => {
    try {
      const stats = lstatSync(raw(path), { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? undefined : toStatus(stats);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  list: (folder) => readdirSync(raw(folder), { encoding: 'latin1' as BufferEncoding }) as BytePath[],
  readLink: (path) => readlinkSync(raw(path), 'latin1') as BytePath,
  realPath: (path) => realpathSync.native(raw(path), 'latin1') as BytePath,
  open: (path, flag, mode = 0o600) => {
    const descriptor = openSync(raw(path), openFlags[flag], mode);
    opened.set(descriptor, path);
    if (flag === 'create' && (mode & umask) !== 0) fchmodSync(descriptor, mode);
    return descriptor;
  },
  statusOf: (descriptor) => toStatus(fstatSync(descriptor, wide)),
  read: (descriptor, into, position) => onFile(descriptor, () => readSync(descriptor, into, 0, into.byteLength, position ?? null)),
  write: (descriptor, data, position) => {
    for (let at = 0; at < data.length; ) {
      at += onFile(descriptor, () => writeSync(descriptor, data, at, undefined, position === undefined ? undefined : position + at));
    }
  },
  setSize: (descriptor, sizeBytes) => onFile(descriptor, () => ftruncateSync(descriptor, sizeBytes)),
  flush: (descriptor) => onFile(descriptor, () => fsyncSync(descriptor)),
  close: (descriptor) => {
    opened.delete(descriptor);
    closeSync(descriptor);
  },
  openFolder: (path) => openSync(raw(path), constants.O_RDONLY | constants.O_DIRECTORY | noFollow),
  makeFolder: (path) => mkdirSync(raw(path), 0o755),
  removeFolder: (path) => rmdirSync(raw(path)),
  removeFile: (path) => unlinkSync(raw(path)),
  rename: (from, to) => renameSync(raw(from), raw(to)),
  hardLink: (existing, path) => linkSync(raw(existing), raw(path)),
  makeLink: (target, path) => symlinkSync(raw(target), raw(path)),
  setMode: (path, mode) => chmodSync(raw(path), mode),
  setTime: (path, mtimeNs) => {
    const at = toTime(mtimeNs);
    lutimesSync(raw(path), at, at);
  },
  reflink: (from, to) => copyFileSync(raw(from), raw(to), constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL),
  freeBytes: (path) => {
    const { bavail, bsize } = statfsSync(raw(path), wide);
    return Number(bavail * bsize);
  },
  checkWritable: (folder) => accessSync(raw(folder), constants.W_OK | constants.X_OK),
  flushEach: async (paths, within) => {
    if (paths.length > flushedOneByOne && (await flushFileSystem(within))) return;
    for (const path of paths) {
      const descriptor = openSync(raw(path), openFlags.read);
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
  },
};

/** Up to so many are flushed one by one: a flush of the whole file system has the writes of others to wait for. */
const flushedOneByOne = 64;

/** False where that can't be had: Node has no such call, and not every system has the program. It is under way when this returns. */
function flushFileSystem(path: BytePath): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(false);
  // Loaded here, since most commands look at files without changing any; and at once, since the caller goes on with other work.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const flushed = new Promise<boolean>((resolve) => {
    const child = spawn('sync', ['-f', Buffer.from(path, 'latin1').toString()], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  // Where the system has no room for another process, Node throws instead of telling it as an event.
  return flushed.catch(() => false);
}

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

/** The system's code of an error: `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** What Node is given for a path: plain text is handed over faster than bytes. */
function raw(path: BytePath): string | Buffer {
  return isAscii(path) ? path : Buffer.from(path, 'latin1');
}

function toStatus(stats: BigIntStats): FileStatus {
  return {
    kind: kindOf(stats),
    mode: Number(stats.mode & 0o7777n),
    sizeBytes: Number(stats.size),
    mtimeNs: stats.mtimeNs,
    ctimeNs: stats.ctimeNs,
    dev: stats.dev,
    ino: stats.ino,
    linkCount: Number(stats.nlink),
    sparse: stats.blocks * 512n < stats.size,
  };
}

function kindOf(stats: BigIntStats): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'special';
}

/** The system cuts to the microsecond, hence the bit more; a number below zero would mean "now" to Node, a text does not. */
function toTime(mtimeNs: bigint): number | string {
  const seconds = Number(mtimeNs / 1000n) / 1e6;
  return mtimeNs < 0n ? String(seconds - 2e-7) : seconds + 2e-7;
}
