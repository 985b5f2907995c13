/** The key of a table's row as it is shown, which also tells the row from all others. */

/** `a=1,b=2`; of several columns a value that could be taken for more than one is quoted. A value that is null is none, not an empty one. */
export function rowKey(columns: readonly string[], values: readonly (string | null)[]): string {
  const shown = (value: string) => (columns.length > 1 && /[,="]/.test(value) ? JSON.stringify(value) : value);
  return columns.map((name, i) => (values[i] === null ? `${name} is null` : `${name}=${shown(values[i] ?? '')}`)).join(',');
}
