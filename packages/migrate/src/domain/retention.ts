/** Which backups may go: what is kept, and why. */

import type { BackupKind } from './evidence.ts';

export interface KeptBackup {
  id: string;
  kind: BackupKind;
  /** When it was made. */
  at: Date;
  /** The rollback point that a safety point rests on. */
  base: string | null;
  /** What is wrong with it: it stays, and counts for nothing. */
  damage: string | undefined;
}

export interface Retention {
  /** So many of the newest backups stay. */
  keep: number | undefined;
  /** Backups younger than this stay. */
  keepWithinMs: number | undefined;
  now: Date;
  /** Backups that something still needs, each with the reason. */
  needed: ReadonlyMap<string, string>;
}

export interface RetentionPlan {
  keep: { id: string; why: string }[];
  remove: string[];
}

const safetyMs = 30 * 24 * 3_600_000;

/** The newest whole backup stays in any case, safety points stay for 30 days, and what a kept safety point rests on stays with it. */
export function planRetention(backups: readonly KeptBackup[], { keep, keepWithinMs, now, needed }: Retention): RetentionPlan {
  const why = new Map<string, string>();
  const points = backups.filter(({ kind, damage }) => kind !== 'safety' && damage === undefined);
  const age = ({ at }: KeptBackup): number => now.getTime() - at.getTime();
  for (const backup of backups) {
    const place = points.length - points.indexOf(backup);
    const reason =
      needed.get(backup.id) ??
      backup.damage ??
      (backup.kind === 'safety'
        ? age(backup) < safetyMs
          ? 'safety point of the last 30 days'
          : undefined
        : place === 1
          ? 'the newest'
          : keep !== undefined && place <= keep
            ? `one of the newest ${keep}`
            : keepWithinMs !== undefined && age(backup) < keepWithinMs
              ? 'young enough'
              : undefined);
    if (reason !== undefined) why.set(backup.id, reason);
  }
  for (const backup of [...backups].reverse()) {
    if (backup.base !== null && why.has(backup.id) && !why.has(backup.base)) why.set(backup.base, `${backup.id} rests on it`);
  }
  return {
    keep: backups.flatMap(({ id }) => (why.has(id) ? [{ id, why: why.get(id)! }] : [])),
    remove: backups.filter(({ id }) => !why.has(id)).map(({ id }) => id),
  };
}
