/** Which side serves each module, from the ledger: the last switch or rollback that said so. */

import type { LedgerLine } from './ledger.ts';

/** The legacy, the candidate, or a percentage of the candidate. */
export type Serving = 'legacy' | 'candidate' | number;

/** For each module that was ever switched or rolled back, who serves it. Modules not named here are served by the legacy. */
export function servingOf(lines: readonly LedgerLine[]): Record<string, Serving> {
  const serving: Record<string, Serving> = {};
  for (const { kind, detail } of lines) {
    if (kind !== 'switch' && kind !== 'rollback') continue;
    Object.assign(serving, detail['serving']);
  }
  return serving;
}

/** The modules whose legacy was cleaned up and not brought back since. */
export function cleanedModules(lines: readonly LedgerLine[]): Set<string> {
  const cleaned = new Set<string>();
  for (const { kind, modules, detail } of lines) {
    if (kind !== 'switch' && kind !== 'rollback') continue;
    for (const name of modules) {
      if (detail['cleaned'] === true) cleaned.add(name);
      else cleaned.delete(name);
    }
  }
  return cleaned;
}

/** What a flag's value says: a percentage of 0 or 100 is a side. */
export function servingByFlag(value: unknown): Serving {
  if (typeof value === 'number') return value <= 0 ? 'legacy' : value >= 100 ? 'candidate' : value;
  return value === true ? 'candidate' : 'legacy';
}
