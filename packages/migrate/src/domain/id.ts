/** Ids of backups, runs and changes: UTC time and four hex digits, `20261120-193200-4f2a`. They sort by time. */

import { didYouMean } from '@cutover/runtime-testing';
import { migrateError } from './errors.ts';

export const idPattern = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

/** The id for a moment; `random` is any non-negative integer, of which the low 16 bits are used. */
export function makeId(at: Date, random: number): string {
  const digits = at.toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}-${(random & 0xffff).toString(16).padStart(4, '0')}`;
}

/** The id that follows another in their order: its digits counted on, into the next second when they are used up. */
export function nextId(id: string): string {
  const digits = Number.parseInt(id.slice(-4), 16) + 1;
  if (digits <= 0xffff) return `${id.slice(0, -4)}${digits.toString(16).padStart(4, '0')}`;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(id)!.map(Number);
  return makeId(new Date(Date.UTC(year!, month! - 1, day, hour, minute, second! + 1)), 0);
}

/**
 * The id among `ids` that `wanted` stands for: itself, any unique beginning, `latest`, or `latest~N` (N before the latest).
 * `what` names the kind of thing in errors. Throws ID_UNKNOWN and ID_AMBIGUOUS.
 */
export function resolveId(ids: readonly string[], wanted: string, what: string): string {
  const sorted = [...ids].sort();
  if (sorted.length === 0) throw migrateError('ID_UNKNOWN', { message: `there is no ${what} yet` });
  const back = /^latest(?:~(\d+))?$/.exec(wanted);
  if (back) {
    const found = sorted.at(-1 - Number(back[1] ?? 0));
    if (found !== undefined) return found;
    throw migrateError('ID_UNKNOWN', { message: `there is no ${wanted}: only ${sorted.length} ${what}(s)` });
  }
  if (sorted.includes(wanted)) return wanted;
  const matches = sorted.filter((id) => id.startsWith(wanted));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) {
    throw migrateError('ID_AMBIGUOUS', {
      message: `"${wanted}" is the beginning of ${matches.length} ${what}s: ${matches.slice(0, 5).join(', ')}`,
      hint: 'give more of the id',
    });
  }
  throw migrateError('ID_UNKNOWN', {
    message: `no ${what} "${wanted}"`,
    hint: didYouMean(wanted, sorted) ?? `the newest is ${sorted.at(-1)}`,
  });
}
