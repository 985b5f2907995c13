/** Sweeps checkpoint files that the new program can't read: planned first, then backed up, verified, and only then moved away. */

import { join, resolve } from 'node:path';
import { digestOf, filesBelow, moveAway, type FileDigest } from './edges/move-away.ts';

export interface UnreadableCheckpoint extends FileDigest {
  /** Why the new program can't read it. */
  reason: string;
}

export interface SweepPlan {
  /** Absolute. */
  folder: string;
  /** Relative paths of what the new program reads: they stay. */
  readable: string[];
  unreadable: UnreadableCheckpoint[];
}

/** Throws, or gives false, when the new program can't read the checkpoint at that absolute path. */
export type CheckpointReader = (file: string) => unknown;

/**
 * Looks at every file below `folder` whose relative path `matches`, and changes nothing. Links are left alone: what they
 * point to may be anybody's.
 */
export async function planCheckpointSweep(folder: string, read: CheckpointReader, matches: (path: string) => boolean = () => true): Promise<SweepPlan> {
  const plan: SweepPlan = { folder: resolve(folder), readable: [], unreadable: [] };
  for (const path of (await filesBelow(plan.folder)).filter(matches)) {
    const reason = await whyUnreadable(join(plan.folder, path), read);
    if (reason === undefined) plan.readable.push(path);
    else plan.unreadable.push({ path, sha256: await digestOf(join(plan.folder, path)), reason });
  }
  return plan;
}

/**
 * Moves the unreadable checkpoints of a plan into `backupFolder`, which must not exist yet. All are copied and the copies
 * verified before the first is removed; `sha256sum -c manifest-sha256.txt` checks them later, `sweep.json` says why each went.
 * Throws FILES_CHANGED, with nothing removed, when a file is not what was planned.
 */
export async function sweepCheckpoints(plan: SweepPlan, backupFolder: string): Promise<string[]> {
  if (plan.unreadable.length === 0) return [];
  await moveAway(plan.folder, plan.unreadable, backupFolder, { 'sweep.json': { schema_version: 1, ...plan } });
  return plan.unreadable.map(({ path }) => path);
}

async function whyUnreadable(file: string, read: CheckpointReader): Promise<string | undefined> {
  try {
    return (await read(file)) === false ? 'the new program does not accept it' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
