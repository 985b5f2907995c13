/** Compares two tables: row by row where a key tells which belong together, else as multisets of rows. */

import type { AspectComparison } from './compare-content.ts';
import { compareJson } from './compare-json.ts';
import { parseCsv } from './csv.ts';
import { previewText, type Difference, type RuleRef } from './difference.ts';
import { formatPointer } from './pointer.ts';
import type { PathRule } from './rules.ts';

interface Table {
  columns: string[];
  rows: string[][];
}

/**
 * The differences of two CSV texts. Columns are compared by name and order. With `key` a row's address is `/KEY/COLUMN`, and the
 * rules speak to it as to JSON; without, a row that one side has more often is one difference.
 */
export function compareTables(
  legacy: string,
  candidate: string,
  key: readonly string[] | undefined,
  rules: readonly PathRule[],
  separator = ',',
): AspectComparison {
  const [a, b] = [readTable(legacy, separator), readTable(candidate, separator)];
  const missingKey = key?.filter((name) => !a.columns.includes(name) || !b.columns.includes(name)) ?? [];
  if (missingKey.length > 0) {
    const has = (table: Table) => `columns ${table.columns.join(', ')}`;
    return { differences: [{ path: '', kind: 'failed', legacy: has(a), candidate: has(b), rule: null }], used: new Set() };
  }
  const schema = compareJson(columnPlaces(a), columnPlaces(b), rules);
  const rows = key ? compareKeyed(a, b, key, rules) : compareMultiset(a, b);
  return { differences: [...schema.differences, ...rows.differences], used: new Set([...schema.used, ...rows.used]) };
}

function readTable(text: string, separator: string): Table {
  const [columns = [], ...rows] = parseCsv(text, separator);
  return { columns, rows };
}

/** Columns in their order, addressed as `/columns/0`. */
function columnPlaces({ columns }: Table): { columns: string[] } {
  return { columns };
}

function compareKeyed(a: Table, b: Table, key: readonly string[], rules: readonly PathRule[]): AspectComparison {
  const [x, y] = [index(a, key), index(b, key)];
  const compared = compareJson(x.rows, y.rows, rules, { numericText: true });
  const repeated = [...x.repeated].map((each) => repeatedKey(each, 'legacy')).concat([...y.repeated].map((each) => repeatedKey(each, 'candidate')));
  return { differences: [...repeated, ...compared.differences], used: compared.used };
}

/** Rows by key, each row an object of its columns; columns that one side lacks are told by the schema, not in each row. */
function index(table: Table, key: readonly string[]): { rows: Record<string, Record<string, string>>; repeated: Set<string> } {
  const places = key.map((name) => table.columns.indexOf(name));
  const rows: Record<string, Record<string, string>> = Object.create(null) as Record<string, Record<string, string>>;
  const repeated = new Set<string>();
  for (const row of table.rows) {
    const id = places.map((place, i) => `${key[i]}=${row[place] ?? ''}`).join(',');
    if (id in rows) repeated.add(id);
    const cells: Record<string, string> = {};
    table.columns.forEach((column, i) => (cells[column] = row[i] ?? ''));
    rows[id] = cells;
  }
  return { rows, repeated };
}

function repeatedKey(id: string, side: 'legacy' | 'candidate'): Omit<Difference, 'aspect'> {
  const told = (which: string) => (which === side ? 'has this key more than once' : null);
  return { path: formatPointer([id]), kind: 'failed', legacy: told('legacy'), candidate: told('candidate'), rule: null };
}

function compareMultiset(a: Table, b: Table): AspectComparison {
  const counts = new Map<string, { row: string[]; more: number }>();
  const count = (rows: readonly string[][], by: 1 | -1): void => {
    for (const row of rows) {
      const key = JSON.stringify(row);
      const entry = counts.get(key) ?? { row, more: 0 };
      entry.more += by;
      counts.set(key, entry);
    }
  };
  count(a.rows, 1);
  count(b.rows, -1);
  const differences: Omit<Difference, 'aspect'>[] = [];
  for (const [key, { row, more }] of counts) {
    if (more === 0) continue;
    const shown = `${previewText(row.join(', '))}${Math.abs(more) > 1 ? ` (${Math.abs(more)} times)` : ''}`;
    differences.push({ path: formatPointer([key]), kind: more > 0 ? 'missing' : 'added', legacy: more > 0 ? shown : null, candidate: more > 0 ? null : shown, rule: null });
  }
  return { differences, used: new Set<RuleRef>() };
}
