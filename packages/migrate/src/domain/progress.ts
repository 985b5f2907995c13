/** How a migration came on: the figures of its parity runs, one after the other. */

import * as z from 'zod/mini';
import type { LedgerLine } from './ledger.ts';

export interface ProgressPoint {
  run: string;
  at: string;
  parity: number;
  /** Cases that differ, or could not be compared. */
  failures: number;
  /** How many times faster the candidate was; null where times were not compared. */
  speedup: number | null;
  /** Its peak memory as a share of the legacy's; null where it was not measured. */
  memory: number | null;
  /** The bytes of the last backup before the run. */
  size_bytes: number | null;
}

// oxlint-disable-next-line promise/valid-params -- zod's catch, not a promise's
const figure = z._default(z.catch(z.nullable(z.number()), null), null);
/** What of a ledger line is drawn; lines of older versions hold less. */
const recorded = z.object({
  complete: z._default(z.boolean(), true),
  summary: z.object({ parity: z.number(), mismatch: z.number(), error: z.number() }),
  performance: z._default(z.object({ speedup: figure, legacy_peak_mb: figure, candidate_peak_mb: figure }), { speedup: null, legacy_peak_mb: null, candidate_peak_mb: null }),
});

/** A point for every complete parity run, oldest first. */
export function progressOf(lines: readonly LedgerLine[]): ProgressPoint[] {
  let size: number | null = null;
  return lines.flatMap(({ id, at, kind, detail }): ProgressPoint[] => {
    if (kind === 'backup' && detail['kind'] !== 'safety' && typeof detail['bytes'] === 'number') size = detail['bytes'];
    const parsed = kind === 'parity' ? recorded.safeParse(detail) : undefined;
    if (!parsed?.success || !parsed.data.complete) return [];
    const { summary, performance } = parsed.data;
    const { legacy_peak_mb: before, candidate_peak_mb: after } = performance;
    const memory = before === null || after === null || before === 0 ? null : after / before;
    return [{ run: id, at, parity: summary.parity, failures: summary.mismatch + summary.error, speedup: performance.speedup, memory, size_bytes: size }];
  });
}
