import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toBytePath } from '../../src/domain/byte-path.ts';
import { makeCopier, type CopiedFile } from '../../src/edges/copy-file.ts';
import { disk, type FileSystem } from '../../src/edges/file-system.ts';
import { makeFaulty } from '../fault/faulty-disk.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();
const piece = 4 << 20;

/** Bytes that differ from place to place, so that nothing can be swapped unseen. */
function bytes(length: number): Buffer {
  const made = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) made.writeUInt32LE(at * 2_654_435_761 % 4_294_967_296, at);
  return made;
}

async function copy(content: Buffer, files: FileSystem, mode = 0o444): Promise<{ copied: CopiedFile; to: string }> {
  const root = folder();
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeFileSync(from, content);
  return { copied: await makeCopier(files, () => undefined)({ from: toBytePath(from), to: toBytePath(to), mode, readBack: true }), to };
}

/** The disk, with an error at the calls that `fails` picks. */
function refusing(code: string, fails: Partial<Record<'open' | 'write' | 'read', (...args: unknown[]) => boolean>>): FileSystem {
  const guard = (name: 'open' | 'write' | 'read') => (...args: never[]) => {
    if (fails[name]?.(...args)) throw Object.assign(new Error(code), { code });
    return (disk[name] as (...given: never[]) => unknown)(...args);
  };
  return { ...disk, open: guard('open'), write: guard('write'), read: guard('read') } as FileSystem;
}

describe('a copy holds the same bytes, has the digest of them, and the mode asked for', () => {
  test.each([0, 1, 4095, (1 << 20) - 1, 1 << 20, piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 4096, 2 * piece + 70_001])('%i bytes', async (length) => {
    const content = bytes(length);
    const { copied, to } = await copy(content, disk, 0o555);
    expect(copied).toMatchObject({ sha256: createHash('sha256').update(content).digest('hex'), steady: true, readsBack: true });
    expect(readFileSync(to).equals(content)).toBe(true);
    expect(statSync(to).mode & 0o7777).toBe(0o555);
  });
});

describe('where the cache of the system can not be passed by, a big file goes through it', () => {
  const content = bytes(2 * piece + 100);
  test.each([
    ['files are not opened so', 'EINVAL', { open: (_: unknown, flag: unknown) => flag === 'writeDirect' }],
    ['nor to be read', 'EOPNOTSUPP', { open: (_: unknown, flag: unknown) => flag === 'readDirect' }],
    ['pages are not written so', 'EINVAL', { write: (descriptor: unknown) => isDirect(descriptor) }],
    ['pages are not read so', 'EINVAL', { read: (descriptor: unknown) => isDirect(descriptor) }],
  ])('%s', async (_, code, fails) => {
    const { copied, to } = await copy(content, refusing(code, fails));
    expect(copied).toMatchObject({ steady: true, readsBack: true });
    expect(readFileSync(to).equals(content)).toBe(true);
  });

  /** Linux tells how a descriptor was opened. */
  function isDirect(descriptor: unknown): boolean {
    return (Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${descriptor as number}`, 'utf8'))![1], 8) & 0o40000) !== 0;
  }
});

test('a full disk is no reason to try another way', async () => {
  const full = refusing('ENOSPC', { write: (_, __, position) => position === piece });
  await expect(copy(bytes(2 * piece), full)).rejects.toMatchObject({ code: 'ENOSPC' });
});

test('any call of the disk that fails ends the copy of a big file with that very error, and leaves nothing open', async () => {
  const content = bytes(piece + 100);
  const counting = makeFaulty(disk, 0, undefined);
  await copy(content, counting.files);
  expect(counting.calls()).toBeGreaterThan(15);
  for (let at = 1; at <= counting.calls(); at++) {
    const faulty = makeFaulty(disk, at, 'EIO');
    const open = readdirSync('/proc/self/fd').length;
    await expect(copy(content, faulty.files), `call ${at}`).rejects.toMatchObject({ code: 'EIO' });
    if (faulty.failed() !== 'close') expect(readdirSync('/proc/self/fd').length, `call ${at}, ${faulty.failed()}`).toBe(open);
  }
});

test.each([100, 2 * piece, 2 * piece + 100])('a byte that reads back otherwise is noticed in %i bytes', async (length) => {
  let source = -1;
  const lying: FileSystem = {
    ...disk,
    open: (path, flag, mode) => {
      const descriptor = disk.open(path, flag, mode);
      if (path.endsWith('/from')) source = descriptor;
      return descriptor;
    },
    read: (descriptor, into, position) => {
      const read = disk.read(descriptor, into, position);
      if (descriptor !== source && read > 0 && (position ?? 0) + read === length) into[read - 1] ^= 1;
      return read;
    },
  };
  expect((await copy(bytes(length), lying)).copied).toMatchObject({ readsBack: false });
});

test('a big file that grows while it is read is not steady, and its copy comes to an end', async () => {
  const root = folder();
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeFileSync(from, bytes(2 * piece));
  let size = 2 * piece;
  const grow = (): undefined => {
    truncateSync(from, (size += piece));
  };
  const copied = await makeCopier(disk, grow)({ from: toBytePath(from), to: toBytePath(to), mode: 0o444, readBack: true });
  expect(copied).toMatchObject({ steady: false });
  expect(statSync(to).size).toBe(2 * piece);
});

test('holes stay holes', async () => {
  const root = folder();
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeFileSync(from, 'start');
  truncateSync(from, 3 * piece + 17);
  const copied = await makeCopier(disk, () => undefined)({ from: toBytePath(from), to: toBytePath(to), mode: 0o444, readBack: true });
  expect(copied).toMatchObject({ steady: true, readsBack: true });
  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  expect(statSync(to).blocks * 512).toBeLessThan(piece);
});
