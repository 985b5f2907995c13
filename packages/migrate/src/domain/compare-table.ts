/** Compares two tables: row by row where a key tells which belong together, else as multisets of rows. */

import { columnRules } from './column-rules.ts';
import type { AspectComparison } from './compare-content.ts';
import { compareJson } from './compare-json.ts';
import { columnNames, parseCsv } from './csv.ts';
import type { Difference } from './difference.ts';
import { formatPointer } from './pointer.ts';
import { multisetDifferences, type UnevenRow } from './row-multiset.ts';
import { rowKey } from './row-key.ts';
import type { PathRule } from './rules.ts';

interface Table {
  columns: string[];
  rows: string[][];
}

/**
 * The differences of two CSV texts. Columns are compared by name and order, and the cells of those that both sides have. With
 * `key` a row's address is `/KEY/COLUMN`, and the rules speak to it as to JSON; without, a row that one side has more often is
 * one difference.
 */
export function compareTables(
  legacy: string,
  candidate: string,
  key: readonly string[] | undefined,
  rules: readonly PathRule[],
  separator = ',',
): AspectComparison {
  const [a, b] = [readTable(legacy, separator), readTable(candidate, separator)];
  const shared = a.columns.filter((name) => b.columns.includes(name));
  if (key?.some((name) => !shared.includes(name))) {
    const has = (table: Table) => `columns ${table.columns.join(', ')}`;
    return { differences: [{ path: '', kind: 'failed', legacy: has(a), candidate: has(b), rule: null }], used: new Set() };
  }
  const schema = compareJson({ columns: a.columns }, { columns: b.columns }, rules);
  const rows = key ? compareKeyed(a, b, shared, key, rules) : compareMultiset(a, b, shared, rules);
  return { differences: [...schema.differences, ...rows.differences], used: new Set([...schema.used, ...rows.used]) };
}

function readTable(text: string, separator: string): Table {
  const [header = [], ...rows] = parseCsv(text, separator);
  return { columns: columnNames(header), rows };
}

function compareKeyed(a: Table, b: Table, shared: readonly string[], key: readonly string[], rules: readonly PathRule[]): AspectComparison {
  const [x, y] = [index(a, shared, key), index(b, shared, key)];
  const compared = compareJson(x.rows, y.rows, rules, { numericText: true });
  const repeated = [...x.repeated].map((each) => repeatedKey(each, 'legacy')).concat([...y.repeated].map((each) => repeatedKey(each, 'candidate')));
  return { differences: [...repeated, ...compared.differences], used: compared.used };
}

/** Rows by key, each row an object of its cells. One that is shorter than the header lacks some; what goes beyond it is `column 4`. */
function index(table: Table, shared: readonly string[], key: readonly string[]): { rows: Record<string, Record<string, string>>; repeated: Set<string> } {
  const places = key.map((name) => table.columns.indexOf(name));
  const cells = shared.map((name) => [name, table.columns.indexOf(name)] as const);
  const rows: Record<string, Record<string, string>> = Object.create(null) as Record<string, Record<string, string>>;
  const repeated = new Set<string>();
  for (const row of table.rows) {
    const id = rowKey(key, places.map((place) => row[place] ?? ''));
    if (id in rows) repeated.add(id);
    const within = cells.flatMap(([name, place]) => (row[place] === undefined ? [] : [[name, row[place]] as const]));
    const beyond = row.slice(table.columns.length).map((cell, i) => [`column ${table.columns.length + i + 1}`, cell] as const);
    rows[id] = Object.fromEntries([...within, ...beyond]);
  }
  return { rows, repeated };
}

function repeatedKey(id: string, side: 'legacy' | 'candidate'): Omit<Difference, 'aspect'> {
  const told = (which: string) => (which === side ? 'has this key more than once' : null);
  return { path: formatPointer([id]), kind: 'failed', legacy: told('legacy'), candidate: told('candidate'), rule: null };
}

function compareMultiset(a: Table, b: Table, shared: readonly string[], rules: readonly PathRule[]): AspectComparison {
  const byColumn = columnRules(shared, rules);
  const isIgnored = (name: string) => byColumn.get(name)?.ignore !== undefined;
  const ignored = shared.filter((name) => isIgnored(name) && unevenRows(a, b, [name], 0).length > 0);
  const compared = shared.filter((name) => !isIgnored(name));
  return multisetDifferences(compared.length === 0 ? [] : unevenRows(a, b, compared, Infinity), ignored, byColumn);
}

/** The rows, reduced to these columns and to at most `beyond` cells that go beyond the header, which one side has more often. */
function unevenRows(a: Table, b: Table, columns: readonly string[], beyond: number): UnevenRow[] {
  const counts = new Map<string, UnevenRow>();
  const count = (table: Table, by: 1 | -1): void => {
    const places = columns.map((name) => table.columns.indexOf(name));
    for (const cells of table.rows) {
      const row = [...places.map((place) => cells[place] ?? null), ...cells.slice(table.columns.length, table.columns.length + beyond)];
      const key = JSON.stringify(row);
      counts.set(key, { row, more: (counts.get(key)?.more ?? 0) + by });
    }
  };
  count(a, 1);
  count(b, -1);
  return [...counts.values()].filter(({ more }) => more !== 0);
}
