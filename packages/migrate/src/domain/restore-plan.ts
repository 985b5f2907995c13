/** What has to change for a tree to be as a rollback point has it, and what must not be touched without being asked. */

import { byBytes, parentOf, type BytePath } from './byte-path.ts';
import { isCompiled } from './content-patterns.ts';
import { hardLinkOf, isSameContent, isSameTime, modeOf, type Operation, type Shape } from './change.ts';

/** What lies at a path now; sockets, pipes and devices can be neither backed up nor replaced. */
export type Present = (Shape & { dev: bigint; ino: bigint }) | { kind: 'special' };

export interface RestoreRequest {
  point: ReadonlyMap<BytePath, Shape>;
  present: ReadonlyMap<BytePath, Present>;
  /** Whether this state of a path is the one that we recorded last. */
  isRecorded: (path: BytePath, shape: Shape) => boolean;
  /** What to do with changes that nobody recorded. */
  drift: 'refuse' | 'keep' | 'replace';
}

export interface RestorePlan {
  operations: Operation[];
  /** How many paths are as the point has them. */
  unchanged: number;
  /** Changes that nobody recorded, whatever is done with them; compiled files, which come by themselves, are none. */
  drift: { path: BytePath; change: 'changed' | 'added' | 'special' }[];
  /** Paths that are not touched but share a file with one that is: who keeps the state before must know them, too. */
  linked: BytePath[];
  /** Paths that stay as they are though the point has them otherwise. */
  kept: BytePath[];
}

/** Plans the way to the point. With `refuse`, a plan whose `drift` is not empty must not be carried out. */
export function planRestore({ point, present, isRecorded, drift: mode }: RestoreRequest): RestorePlan {
  const drift: RestorePlan['drift'] = [];
  for (const [path, now] of present) {
    const change = driftOf(path, now, point.get(path), isRecorded);
    if (change !== undefined) drift.push({ path, change });
  }
  drift.sort((a, b) => byBytes(a.path, b.path));
  const kept = new Set(drift.filter(({ change }) => mode !== 'replace' || change === 'special').map(({ path }) => path));
  const operations = operationsFor(point, present, kept);
  const touched = new Set(operations.map((operation) => operation.path));
  return {
    operations,
    unchanged: [...point.keys()].filter((path) => !touched.has(path) && !kept.has(path)).length,
    drift: drift.filter(({ path }) => !isCompiled(path)),
    linked: linkedTo(operations, present),
    kept: [...kept].sort(byBytes),
  };
}

function linkedTo(operations: readonly Operation[], present: ReadonlyMap<BytePath, Present>): BytePath[] {
  const touched = new Set(operations.map(({ path }) => path));
  const mains = new Set(operations.flatMap(({ path, before }) => (before?.kind === 'file' ? [before.hardLink ?? path] : [])));
  const groups = [...present].filter(([path, now]) => now.kind === 'file' && mains.has(now.hardLink ?? path));
  return groups.map(([path]) => path).filter((path) => !touched.has(path));
}

function driftOf(path: BytePath, now: Present, then: Shape | undefined, isRecorded: RestoreRequest['isRecorded']) {
  if (now.kind === 'special') return then === undefined ? undefined : 'special';
  if (now.kind === 'folder') return undefined;
  if (then !== undefined && isSameContent(now, then) && modeOf(now) === modeOf(then)) return undefined;
  if (isRecorded(path, now)) return undefined;
  return then === undefined ? 'added' : 'changed';
}

function operationsFor(point: ReadonlyMap<BytePath, Shape>, present: ReadonlyMap<BytePath, Present>, kept: Set<BytePath>): Operation[] {
  const operations = new Map<BytePath, Operation>();
  const stays = foldersThatStay(present, kept);
  for (const path of new Set([...present.keys(), ...point.keys()])) {
    const now = present.get(path);
    const then = point.get(path);
    if (now?.kind === 'special' || kept.has(path) || isBelowKept(path, kept)) continue;
    if (now !== undefined && stays.has(path) && then?.kind !== 'folder') {
      if (then !== undefined) kept.add(path);
      continue;
    }
    if (now === undefined ? then !== undefined : !isEqual(now, then)) operations.set(path, operation(path, now, then));
  }
  replaceWholeLinkGroups(operations, point, present, kept);
  retouchFolders(operations, point, present);
  return [...operations.values()].sort((a, b) => byBytes(a.path, b.path));
}

function operation(path: BytePath, before: Operation['before'], after: Shape | undefined): Operation {
  const retouch = before !== undefined && after !== undefined && isSameContent(before, after) && hardLinkOf(before) === hardLinkOf(after);
  return { path, before, after, retouch };
}

/** Nothing can be put below a path that is kept: it is no folder. */
function isBelowKept(path: BytePath, kept: ReadonlySet<BytePath>): boolean {
  if (kept.size === 0) return false;
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) if (kept.has(folder)) return true;
  return false;
}

/** Folders that hold something that is kept, or that no backup can hold. */
function foldersThatStay(present: ReadonlyMap<BytePath, Present>, kept: ReadonlySet<BytePath>): Set<BytePath> {
  const special = [...present].filter(([, now]) => now.kind === 'special').map(([path]) => path);
  const stays = new Set<BytePath>();
  for (const path of [...kept, ...special]) for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) stays.add(folder);
  return stays;
}

function isEqual(now: Shape, then: Shape | undefined): boolean {
  if (then === undefined || !isSameContent(now, then) || !isSameTime(now.mtimeNs, then.mtimeNs)) return false;
  return modeOf(now) === modeOf(then) && hardLinkOf(now) === hardLinkOf(then);
}

/** Hard links are made anew together: one new file, and links to it. */
function replaceWholeLinkGroups(
  operations: Map<BytePath, Operation>,
  point: ReadonlyMap<BytePath, Shape>,
  present: ReadonlyMap<BytePath, Present>,
  kept: ReadonlySet<BytePath>,
): void {
  const torn = new Set<BytePath>();
  for (const operation of operations.values()) {
    if (operation.after === undefined || operation.retouch) continue;
    torn.add(hardLinkOf(operation.after) ?? operation.path);
  }
  for (const [path, then] of point) {
    const main = hardLinkOf(then) ?? path;
    if (then.kind !== 'file' || !torn.has(main) || kept.has(path)) continue;
    const now = present.get(path);
    if (now === undefined || now.kind === 'special') continue;
    operations.set(path, { path, before: now, after: then, retouch: false });
  }
}

/** A step in a folder changes the folder's time: it is set again at the end. */
function retouchFolders(operations: Map<BytePath, Operation>, point: ReadonlyMap<BytePath, Shape>, present: ReadonlyMap<BytePath, Present>): void {
  for (const operation of Array.from(operations.values())) {
    if (operation.retouch) continue;
    const folder = parentOf(operation.path);
    const then = point.get(folder);
    const now = present.get(folder);
    if (operations.has(folder) || then?.kind !== 'folder' || now?.kind !== 'folder') continue;
    operations.set(folder, { path: folder, before: now, after: then, retouch: true });
  }
}
