/**
 * A disk in memory with a durable and a volatile half: names, modes and times are a log of changes, contents are pages, and
 * after a power cut only what was flushed is certain. It is what shows a flush that is missing; killing processes can't.
 */

import type { BytePath } from '../../src/domain/byte-path.ts';
import type { FileStatus, FileSystem } from '../../src/edges/file-system.ts';
import { copyNodes, folderIn, newNode, type Node } from './memory-nodes.ts';

/** A change of names or attributes that is not on the disk yet, with the things it touches. */
interface Pending {
  keys: string[];
  apply: (nodes: Map<number, Node>) => void;
}

/**
 * What a power cut leaves of what was not flushed: nothing; all names but no contents; all of it (the process alone died);
 * or any part of it, though never a later change of a name without the earlier ones.
 */
export type Crash = 'nothing' | 'names' | 'everything' | { random: () => number };

export interface MemoryDisk extends FileSystem {
  /** The disk as it is found after a power cut. */
  afterCrash: (crash: Crash) => MemoryDisk;
  /** An equal disk, everything on it flushed. */
  clone: () => MemoryDisk;
  makePipe: (path: BytePath) => void;
}

const root = 1;

export function makeMemoryDisk(from?: { nodes: Map<number, Node>; clock: bigint; linked: Set<number> }): MemoryDisk {
  const nodes = from?.nodes ?? new Map([[root, newNode(root, 'folder', 0o755, 0n)]]);
  const durable = copyNodes(nodes);
  let pending: Pending[] = [];
  let clock = from?.clock ?? 1_700_000_000_000_000_000n;
  let nextIno = Math.max(...nodes.keys()) + 1;
  const open = new Map<number, { ino: number; position: number; append: boolean }>();
  let nextDescriptor = 10;
  /** Files that ever got a second name. */
  const linked = new Set<number>(from?.linked);

  const tick = (): bigint => (clock += 1_000_000n);
  const node = (ino: number): Node => nodes.get(ino)!;

  const find = (path: string, depth = 0): { folder: Node; name: string } => {
    if (depth > 20) throw fault('ELOOP', path);
    const steps = path.split('/').filter((step) => step !== '');
    const name = steps.pop() ?? '.';
    let at = node(root);
    let walked = '';
    for (const step of steps) {
      const ino = at.entries.get(step);
      if (ino === undefined) throw fault('ENOENT', path);
      let next = node(ino);
      if (next.kind === 'link') {
        const to = next.target.startsWith('/') ? next.target : `${walked}/${next.target}`;
        const found = find(to, depth + 1);
        const target = found.folder.entries.get(found.name);
        if (target === undefined) throw fault('ENOENT', path);
        next = node(target);
      }
      if (next.kind !== 'folder') throw fault('ENOTDIR', path);
      walked += `/${step}`;
      at = next;
    }
    return { folder: at, name };
  };
  const lookUp = (path: string): Node | undefined => {
    if (path === '/' || path === '') return node(root);
    const { folder, name } = find(path);
    if (name === '.') return folder;
    const ino = folder.entries.get(name);
    return ino === undefined ? undefined : node(ino);
  };
  const existing = (path: string): Node => {
    const found = lookUp(path);
    if (found === undefined) throw fault('ENOENT', path);
    return found;
  };
  const change = (keys: string[], apply: Pending['apply']): void => {
    apply(nodes);
    pending.push({ keys, apply });
  };
  const touch = (folder: Node): void => {
    folder.mtimeNs = folder.ctimeNs = tick();
    logAttributes(folder);
  };
  /** Attributes are logged as they are now, and count as one thing of the inode. */
  const logAttributes = ({ ino, mode, mtimeNs, ctimeNs }: Node): void => {
    change([`attributes:${ino}`], (all) => Object.assign(all.get(ino) ?? {}, { mode, mtimeNs, ctimeNs }));
  };
  const setEntry = (folder: Node, name: string, made: Node): void => {
    const { ino } = made;
    const blank = newNode(ino, made.kind, made.mode, made.mtimeNs, made.target);
    change([`name:${folder.ino}/${name}`, `inode:${ino}`], (all) => {
      if (!all.has(ino)) all.set(ino, { ...blank, entries: new Map() });
      folderIn(all, folder).entries.set(name, ino);
    });
    touch(folder);
  };
  const dropEntry = (folder: Node, name: string): void => {
    change([`name:${folder.ino}/${name}`, `inode:${folder.entries.get(name)}`], (all) => folderIn(all, folder).entries.delete(name));
    touch(folder);
  };
  /** Makes pending changes durable: those that `wanted` picks, and all earlier ones that touch the same things. */
  const persist = (wanted: (each: Pending) => boolean): void => {
    const keys = new Set<string>();
    const chosen = new Set<Pending>();
    for (const each of pending.toReversed()) {
      if (!wanted(each) && !each.keys.some((key) => keys.has(key))) continue;
      chosen.add(each);
      for (const key of each.keys) keys.add(key);
    }
    for (const each of pending) if (chosen.has(each)) each.apply(durable);
    pending = pending.filter((each) => !chosen.has(each));
  };
  const place = (path: string): { folder: Node; name: string } => {
    const found = find(path);
    if (found.folder.entries.has(found.name)) throw fault('EEXIST', path);
    return found;
  };
  const create = (path: string, kind: Node['kind'], mode: number, target = ''): Node => {
    const { folder, name } = place(path);
    const made = newNode(nextIno++, kind, mode, tick(), target);
    nodes.set(made.ino, made);
    setEntry(folder, name, made);
    return made;
  };
  const descriptorOf = (ino: number, append: boolean): number => {
    open.set(nextDescriptor, { ino, position: 0, append });
    return nextDescriptor++;
  };
  const file = (descriptor: number): { ino: number; position: number; append: boolean } => open.get(descriptor)!;
  const linkCount = (ino: number): number => {
    if (!linked.has(ino)) return 1;
    let count = 0;
    for (const each of nodes.values()) for (const entry of each.entries.values()) if (entry === ino) count++;
    return count;
  };
  const toStatus = (each: Node): FileStatus => ({
    kind: each.kind,
    mode: each.mode,
    sizeBytes: each.data.length,
    mtimeNs: each.mtimeNs,
    ctimeNs: each.ctimeNs,
    dev: 1n,
    ino: BigInt(each.ino),
    linkCount: each.kind === 'file' ? linkCount(each.ino) : 1,
    sparse: false,
  });

  const disk: MemoryDisk = {
    status: (path) => {
      try {
        const found = lookUp(path);
        return found && toStatus(found);
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as { code: string }).code)) return undefined;
        throw error;
      }
    },
    list: (folder) => {
      const found = existing(folder);
      if (found.kind !== 'folder') throw fault('ENOTDIR', folder);
      return [...found.entries.keys()] as BytePath[];
    },
    readLink: (path) => {
      const found = existing(path);
      if (found.kind !== 'link') throw fault('EINVAL', path);
      return found.target as BytePath;
    },
    realPath: (path) => {
      const steps = path.split('/').filter((step) => step !== '');
      let real = '';
      for (const step of steps) {
        const found = existing(`${real}/${step}`);
        if (found.kind === 'link') real = found.target.startsWith('/') ? found.target : `${real}/${found.target}`;
        else real = `${real}/${step}`;
      }
      return (real === '' ? '/' : real) as BytePath;
    },
    open: (path, flag, mode = 0o600) => {
      if (flag === 'read' || flag === 'readDirect' || flag === 'writeDirect') {
        const found = existing(path);
        if (found.kind === 'link') throw fault('ELOOP', path);
        return descriptorOf(found.ino, false);
      }
      const found = flag === 'append' ? lookUp(path) : undefined;
      return descriptorOf((found ?? create(path, 'file', mode)).ino, flag === 'append');
    },
    statusOf: (descriptor) => toStatus(node(file(descriptor).ino)),
    read: (descriptor, into, position) => {
      const at = file(descriptor);
      const { data } = node(at.ino);
      const start = position ?? at.position;
      const length = Math.min(into.length, data.length - start);
      into.set(data.subarray(start, start + length));
      if (position === undefined) at.position += length;
      return length;
    },
    write: (descriptor, data, position) => {
      const at = file(descriptor);
      const target = node(at.ino);
      const start = at.append ? target.data.length : (position ?? at.position);
      const grown = Buffer.alloc(Math.max(target.data.length, start + data.length));
      target.data.copy(grown);
      grown.set(data, start);
      target.data = grown;
      at.position = start + data.length;
      target.mtimeNs = target.ctimeNs = tick();
      logAttributes(target);
    },
    setSize: (descriptor, sizeBytes) => {
      const target = node(file(descriptor).ino);
      target.data = Buffer.concat([target.data], sizeBytes);
    },
    flush: (descriptor) => {
      const { ino } = file(descriptor);
      const flushed = node(ino);
      if (flushed.kind === 'folder') persist((each) => each.keys.some((key) => key.startsWith(`name:${ino}/`) || key === `attributes:${ino}`));
      else {
        persist((each) => each.keys.includes(`attributes:${ino}`));
        const kept = durable.get(ino) ?? newNode(ino, 'file', flushed.mode, flushed.mtimeNs);
        durable.set(ino, { ...kept, data: Buffer.from(flushed.data), mode: flushed.mode, mtimeNs: flushed.mtimeNs, ctimeNs: flushed.ctimeNs });
      }
    },
    close: (descriptor) => void open.delete(descriptor),
    openFolder: (path) => {
      const found = existing(path);
      if (found.kind !== 'folder') throw fault('ENOTDIR', path);
      return descriptorOf(found.ino, false);
    },
    makeFolder: (path) => void create(path, 'folder', 0o755),
    removeFolder: (path) => {
      const { folder, name } = find(path);
      const found = existing(path);
      if (found.kind !== 'folder') throw fault('ENOTDIR', path);
      if (found.entries.size > 0) throw fault('ENOTEMPTY', path);
      dropEntry(folder, name);
    },
    removeFile: (path) => {
      const { folder, name } = find(path);
      if (existing(path).kind === 'folder') throw fault('EISDIR', path);
      dropEntry(folder, name);
    },
    rename: (from, to) => {
      const moved = existing(from);
      if (to.endsWith('/.')) throw fault('EBUSY', to);
      const source = find(from);
      const target = find(to);
      const replaced = target.folder.entries.get(target.name);
      if (replaced === moved.ino) return;
      if (replaced !== undefined) {
        const there = node(replaced);
        if (there.kind === 'folder' && (moved.kind !== 'folder' || there.entries.size > 0)) throw fault(moved.kind === 'folder' ? 'ENOTEMPTY' : 'EISDIR', to);
        if (there.kind !== 'folder' && moved.kind === 'folder') throw fault('ENOTDIR', to);
      }
      const blank = { ...moved, data: Buffer.alloc(0) };
      change([`name:${source.folder.ino}/${source.name}`, `name:${target.folder.ino}/${target.name}`, `inode:${moved.ino}`], (all) => {
        if (!all.has(moved.ino)) all.set(moved.ino, { ...blank, entries: new Map() });
        folderIn(all, source.folder).entries.delete(source.name);
        folderIn(all, target.folder).entries.set(target.name, moved.ino);
      });
      touch(source.folder);
      touch(target.folder);
      moved.ctimeNs = tick();
    },
    hardLink: (from, path) => {
      const file = existing(from);
      const { folder, name } = place(path);
      linked.add(file.ino);
      setEntry(folder, name, file);
      file.ctimeNs = tick();
    },
    makeLink: (target, path) => void create(path, 'link', 0o777, target),
    setMode: (path, mode) => {
      const found = existing(path);
      found.mode = mode;
      found.ctimeNs = tick();
      logAttributes(found);
    },
    setTime: (path, mtimeNs) => {
      const found = existing(path);
      found.mtimeNs = mtimeNs;
      found.ctimeNs = tick();
      logAttributes(found);
    },
    reflink: (_, to) => {
      throw fault('EOPNOTSUPP', to);
    },
    freeBytes: () => 1e12,
    checkWritable: () => undefined,
    flushEach: (paths) => {
      for (const path of paths) {
        const descriptor = descriptorOf(existing(path).ino, false);
        disk.flush(descriptor);
        disk.close(descriptor);
      }
      return Promise.resolve();
    },
    makePipe: (path) => void create(path, 'special', 0o644),
    clone: () => makeMemoryDisk({ nodes: copyNodes(nodes), clock, linked }),
    afterCrash: (crash) => {
      if (crash === 'everything') return makeMemoryDisk({ nodes: copyNodes(nodes), clock, linked });
      const left = copyNodes(durable);
      if (crash !== 'nothing') {
        const lost = new Set<string>();
        for (const each of pending) {
          const drop = crash !== 'names' && (crash.random() < 0.5 || each.keys.some((key) => lost.has(key)));
          if (drop) for (const key of each.keys) lost.add(key);
          else each.apply(left);
        }
      }
      return makeMemoryDisk({ nodes: left, clock, linked });
    },
  };
  return disk;
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'memory', path });
}
