/** What a database found out about two tables, told as differences by the rules. */

import type { AspectComparison } from './compare-content.ts';
import type { ColumnRules } from './column-rules.ts';
import { compareJson } from './compare-json.ts';
import type { Difference, RuleRef } from './difference.ts';
import { formatPointer } from './pointer.ts';
import { rowKey } from './row-key.ts';
import { multisetDifferences, type UnevenRow } from './row-multiset.ts';
import type { PathRule } from './rules.ts';

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
      repeated: { legacy: readonly (string | null)[][]; candidate: readonly (string | null)[][] };
      sample: readonly { key: readonly (string | null)[]; legacy: readonly (string | null)[] | null; candidate: readonly (string | null)[] | null }[];
    }
  | {
      kind: 'multiset';
      schema: Schema;
      differingRows: number;
      sample: readonly UnevenRow[];
      /** The columns left out by a rule whose cells differ. */
      ignored: readonly string[];
    };

/** The differences: schema first, then rows as far as they are shown, then how many more there are. */
export function bigTableDifferences(facts: BigTableFacts, byColumn: ReadonlyMap<string, ColumnRules>, rules: readonly PathRule[]): AspectComparison {
  const { schema } = facts;
  if (facts.kind === 'no-key') {
    const has = (columns: Schema['legacy']) => `columns ${columns.map(({ name }) => name).join(', ')}`;
    return { differences: [{ path: '', kind: 'failed', legacy: has(schema.legacy), candidate: has(schema.candidate), rule: null }], used: new Set() };
  }
  const columns = compareJson(schemaDocument(schema.legacy), schemaDocument(schema.candidate), rules);
  const rows = facts.kind === 'keyed' ? keyedDifferences(facts, byColumn, rules) : countedDifferences(facts, byColumn);
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
      differences.push({ path: formatPointer([rowKey(facts.key, key)]), kind: 'failed', legacy: told('legacy'), candidate: told('candidate'), rule: null });
    }
  }
  for (const { name, explained } of facts.cells) {
    const rule = byColumn.get(name)?.ignore ?? byColumn.get(name)?.tolerance;
    if (explained === 0 || !rule) continue;
    used.add(rule.ref);
    differences.push({ path: formatPointer(['*', name]), kind: 'changed', legacy: `${explained} cells`, candidate: `${explained} cells`, rule: rule.ref });
  }
  const names = facts.cells.map(({ name }) => name);
  const rowsOf = (side: 'legacy' | 'candidate') => Object.fromEntries(facts.sample.flatMap((row) => (row[side] === null ? [] : [[rowKey(facts.key, row.key), Object.fromEntries(names.map((name, i) => [name, row[side]![i]]))]])));
  const shown = compareJson(rowsOf('legacy'), rowsOf('candidate'), rules, { numericText: true });
  for (const ref of shown.used) used.add(ref);
  differences.push(...shown.differences);
  if (facts.differingRows > facts.sample.length) {
    const worst = facts.cells.filter(({ real }) => real > 0).map(({ name, real }) => `${name} ${real}`);
    differences.push({ path: '', kind: 'more', legacy: `${facts.differingRows} rows differ, of which ${facts.sample.length} are shown; cells by column: ${worst.join(', ') || 'none'}`, candidate: null, rule: null });
  }
  return { differences, used };
}

function countedDifferences({ sample, differingRows, ignored }: Extract<BigTableFacts, { kind: 'multiset' }>, byColumn: ReadonlyMap<string, ColumnRules>): AspectComparison {
  const { differences, used } = multisetDifferences(sample, ignored, byColumn);
  if (differingRows > sample.length) {
    differences.push({ path: '', kind: 'more', legacy: `${differingRows} rows differ, of which ${sample.length} are shown`, candidate: null, rule: null });
  }
  return { differences, used };
}
