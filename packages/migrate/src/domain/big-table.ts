/** What a database found out about two tables, told as differences by the rules. */

import type { AspectComparison } from './compare-content.ts';
import { compareJson } from './compare-json.ts';
import { previewText, type Difference, type RuleRef } from './difference.ts';
import { formatPointer, parsePointer, pointerMatches } from './pointer.ts';
import type { PathRule } from './rules.ts';

export interface ColumnRules {
  ignore?: PathRule;
  tolerance?: PathRule;
}

interface Schema {
  legacy: readonly { name: string; type: string }[];
  candidate: readonly { name: string; type: string }[];
}

export type BigTableFacts =
  | { kind: 'no-key'; schema: Schema }
  | {
      kind: 'keyed';
      schema: Schema;
      key: readonly string[];
      /** Cells that differ, by column: those that a rule explains, and the others. */
      cells: readonly { name: string; explained: number; real: number }[];
      differingRows: number;
      repeated: { legacy: readonly string[]; candidate: readonly string[] };
      sample: readonly { key: string; legacy: readonly (string | null)[] | null; candidate: readonly (string | null)[] | null }[];
    }
  | { kind: 'multiset'; schema: Schema; differingRows: number; sample: readonly { row: readonly (string | null)[]; more: number }[] };

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

/** The differences: schema first, then rows as far as they are shown, then how many more there are. */
export function bigTableDifferences(facts: BigTableFacts, byColumn: ReadonlyMap<string, ColumnRules>, rules: readonly PathRule[]): AspectComparison {
  const { schema } = facts;
  if (facts.kind === 'no-key') {
    const has = (columns: Schema['legacy']) => `columns ${columns.map(({ name }) => name).join(', ')}`;
    return { differences: [{ path: '', kind: 'failed', legacy: has(schema.legacy), candidate: has(schema.candidate), rule: null }], used: new Set() };
  }
  const columns = compareJson(schemaDocument(schema.legacy), schemaDocument(schema.candidate), rules);
  const rows = facts.kind === 'keyed' ? keyedDifferences(facts, byColumn, rules) : multisetDifferences(facts);
  return { differences: [...columns.differences, ...rows.differences], used: new Set([...columns.used, ...rows.used]) };
}

function schemaDocument(columns: Schema['legacy']) {
  return { columns: columns.map(({ name }) => name), types: Object.fromEntries(columns.map(({ name, type }) => [name, type])) };
}

function keyedDifferences(facts: Extract<BigTableFacts, { kind: 'keyed' }>, byColumn: ReadonlyMap<string, ColumnRules>, rules: readonly PathRule[]): AspectComparison {
  const used = new Set<RuleRef>();
  const differences: Omit<Difference, 'aspect'>[] = [];
  for (const side of ['legacy', 'candidate'] as const) {
    for (const key of facts.repeated[side]) {
      const told = (which: string) => (which === side ? 'has this key more than once' : null);
      differences.push({ path: formatPointer([key]), kind: 'failed', legacy: told('legacy'), candidate: told('candidate'), rule: null });
    }
  }
  for (const { name, explained } of facts.cells) {
    const rule = byColumn.get(name)?.ignore ?? byColumn.get(name)?.tolerance;
    if (explained === 0 || !rule) continue;
    used.add(rule.ref);
    differences.push({ path: formatPointer(['*', name]), kind: 'changed', legacy: `${explained} cells`, candidate: `${explained} cells`, rule: rule.ref });
  }
  const names = facts.cells.map(({ name }) => name);
  const rowsOf = (side: 'legacy' | 'candidate') => Object.fromEntries(facts.sample.flatMap((row) => (row[side] === null ? [] : [[row.key, Object.fromEntries(names.map((name, i) => [name, row[side]![i]]))]])));
  const shown = compareJson(rowsOf('legacy'), rowsOf('candidate'), rules, { numericText: true });
  for (const ref of shown.used) used.add(ref);
  differences.push(...shown.differences);
  if (facts.differingRows > facts.sample.length) {
    const worst = facts.cells.filter(({ real }) => real > 0).map(({ name, real }) => `${name} ${real}`);
    differences.push({ path: '', kind: 'more', legacy: `${facts.differingRows} rows differ, of which ${facts.sample.length} are shown; cells by column: ${worst.join(', ') || 'none'}`, candidate: null, rule: null });
  }
  return { differences, used };
}

function multisetDifferences({ sample, differingRows }: Extract<BigTableFacts, { kind: 'multiset' }>): AspectComparison {
  const differences = sample.map(({ row, more }): Omit<Difference, 'aspect'> => {
    const shown = `${previewText(row.map((cell) => cell ?? '').join(', '))}${Math.abs(more) > 1 ? ` (${Math.abs(more)} times)` : ''}`;
    return { path: formatPointer([JSON.stringify(row)]), kind: more > 0 ? 'missing' : 'added', legacy: more > 0 ? shown : null, candidate: more > 0 ? null : shown, rule: null };
  });
  if (differingRows > sample.length) {
    differences.push({ path: '', kind: 'more', legacy: `${differingRows} rows differ, of which ${sample.length} are shown`, candidate: null, rule: null });
  }
  return { differences, used: new Set() };
}
