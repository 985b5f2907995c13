/** Tells the rows that one table has more often than the other. */

import type { ColumnRules } from './column-rules.ts';
import { previewText, type Difference, type RuleRef } from './difference.ts';
import { formatPointer } from './pointer.ts';

/** A row that the legacy table has more often, or with a number below zero the candidate's; null where it has no such cell. */
export interface UnevenRow {
  row: readonly (string | null)[];
  more: number;
}

/** A difference for each row, and one for each column that a rule left out and whose cells differ. */
export function multisetDifferences(
  uneven: readonly UnevenRow[],
  ignored: readonly string[],
  byColumn: ReadonlyMap<string, ColumnRules>,
): { differences: Omit<Difference, 'aspect'>[]; used: Set<RuleRef> } {
  const used = new Set<RuleRef>();
  const columns = ignored.map((name): Omit<Difference, 'aspect'> => {
    const { ref } = byColumn.get(name)!.ignore!;
    used.add(ref);
    return { path: formatPointer(['*', name]), kind: 'changed', legacy: 'its cells', candidate: 'its cells', rule: ref };
  });
  const rows = uneven.map(({ row, more }): Omit<Difference, 'aspect'> => {
    const shown = `${previewText(row.map((cell) => cell ?? '').join(', '))}${Math.abs(more) > 1 ? ` (${Math.abs(more)} times)` : ''}`;
    return { path: formatPointer([JSON.stringify(row)]), kind: more > 0 ? 'missing' : 'added', legacy: more > 0 ? shown : null, candidate: more > 0 ? null : shown, rule: null };
  });
  return { differences: [...columns, ...rows], used };
}
