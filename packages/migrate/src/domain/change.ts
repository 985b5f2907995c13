/** A change of the working tree as data: for each path what was there, and what is to be there. */

import * as z from 'zod/mini';
import type { BytePath } from './byte-path.ts';
import { decodeName, encodeName, formatMode, type Entry } from './entry.ts';

/** What lies at a path, as far as it can be restored. */
export type Shape =
  | { kind: 'file'; mode: number; mtimeNs: bigint; sizeBytes: number; sha256: string; hardLink?: BytePath | undefined }
  | { kind: 'folder'; mode: number; mtimeNs: bigint }
  | { kind: 'link'; mtimeNs: bigint; target: BytePath };

/** The step for one path; its number in the list names its staged files. */
export interface Operation {
  path: BytePath;
  /** With the inode: what a step finds must be the very file that was looked at. */
  before: (Shape & { dev: bigint; ino: bigint }) | undefined;
  after: Shape | undefined;
  /** Only mode and time are set, on what is there: its content is right. */
  retouch: boolean;
}

/** What a backup's entry says is to be at its path. */
export function shapeOf(entry: Entry): Shape {
  const { mtimeNs, mode } = entry;
  if (entry.kind === 'folder') return { kind: 'folder', mode, mtimeNs };
  if (entry.kind === 'link') return { kind: 'link', mtimeNs, target: entry.target };
  return { kind: 'file', mode, mtimeNs, sizeBytes: entry.sizeBytes, sha256: entry.sha256, hardLink: entry.hardLink };
}

/** Whether two shapes are of one kind with the same bytes or target. */
export function isSameContent(a: Shape, b: Shape): boolean {
  if (a.kind === 'file') return b.kind === 'file' && a.sha256 === b.sha256;
  if (a.kind === 'link') return b.kind === 'link' && a.target === b.target;
  return b.kind === 'folder';
}

const second = 1_000_000_000n;

/** The system sets times to the microsecond, and some disks keep whole seconds alone: finer differences are none. */
export function isSameTime(a: bigint, b: bigint): boolean {
  if (a % second === 0n || b % second === 0n) return a / second === b / second;
  return a / 1000n === b / 1000n;
}

export function modeOf(shape: Shape): number {
  return shape.kind === 'link' ? 0o777 : shape.mode;
}

/** The first path of the hard links that a file is one of. */
export function hardLinkOf(shape: Shape): BytePath | undefined {
  return shape.kind === 'file' ? shape.hardLink : undefined;
}

const name = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
const shapeModel = z.strictObject({
  type: z.enum(['file', 'folder', 'link']),
  mode: z.string(),
  mtime_ns: z.string(),
  size: z.optional(z.int()),
  sha256: z.optional(z.string()),
  hard_link: z.optional(name),
  target: z.optional(name),
  dev: z.optional(z.string()),
  ino: z.optional(z.string()),
});

export const operationModel = z.strictObject({ path: name, before: z.nullable(shapeModel), after: z.nullable(shapeModel), retouch: z.boolean() });

export function encodeOperation({ path, before, after, retouch }: Operation): z.infer<typeof operationModel> {
  return {
    path: encodeName(path),
    before: before === undefined ? null : Object.assign(encodeShape(before), { dev: String(before.dev), ino: String(before.ino) }),
    after: after === undefined ? null : encodeShape(after),
    retouch,
  };
}

export function decodeOperation({ path, before, after, retouch }: z.infer<typeof operationModel>): Operation {
  return {
    path: decodeName(path),
    before: before === null ? undefined : Object.assign(decodeShape(before), { dev: BigInt(before.dev ?? 0), ino: BigInt(before.ino ?? 0) }),
    after: after === null ? undefined : decodeShape(after),
    retouch,
  };
}

// Written out, since spreading one object into another takes long for many files; what is undefined is not written to a file.
function encodeShape(shape: Shape): z.infer<typeof shapeModel> {
  const { kind: type } = shape;
  const mode = formatMode(modeOf(shape));
  const mtime_ns = String(shape.mtimeNs);
  if (type === 'folder') return { type, mode, mtime_ns };
  if (type === 'link') return { type, mode, mtime_ns, target: encodeName(shape.target) };
  const hard_link = shape.hardLink === undefined ? undefined : encodeName(shape.hardLink);
  return { type, mode, mtime_ns, size: shape.sizeBytes, sha256: shape.sha256, hard_link };
}

function decodeShape(shape: z.infer<typeof shapeModel>): Shape {
  const mtimeNs = BigInt(shape.mtime_ns);
  const mode = Number.parseInt(shape.mode, 8);
  if (shape.type === 'folder') return { kind: 'folder', mode, mtimeNs };
  if (shape.type === 'link') return { kind: 'link', mtimeNs, target: decodeName(shape.target ?? '') };
  const hardLink = shape.hard_link === undefined ? undefined : decodeName(shape.hard_link);
  return { kind: 'file', mode, mtimeNs, sizeBytes: shape.size ?? 0, sha256: shape.sha256 ?? '', hardLink };
}
