/** The rules of a table that speak for whole columns. */

import { formatPointer, parsePointer, pointerMatches } from './pointer.ts';
import type { PathRule } from './rules.ts';

export interface ColumnRules {
  ignore?: PathRule;
  tolerance?: PathRule;
}

/** The rules that speak for a whole column, as those of the path of its cells in every row. */
export function columnRules(columns: readonly string[], rules: readonly PathRule[]): Map<string, ColumnRules> {
  const found = new Map<string, ColumnRules>();
  for (const name of columns) {
    // A row's key may be anything: only a rule for all rows can be left to the database.
    const speaks = rules.filter((rule) => parsePointer(rule.path)[0] !== undefined && ['*', '**'].includes(parsePointer(rule.path)[0]!) && pointerMatches(rule.path, formatPointer(['any row', name]), true));
    const ignore = speaks.find((rule) => rule.kind === 'ignore');
    const tolerance = speaks.find((rule) => rule.kind === 'tolerance');
    found.set(name, { ...(ignore ? { ignore } : {}), ...(tolerance ? { tolerance } : {}) });
  }
  return found;
}
