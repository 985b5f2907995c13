/** What the old tester held to be compatible between one step's data and the next, kept as warnings. */

export interface DataShape {
  /** `csv`, `json`, `parquet`, ... */
  format: string;
  /** Column name to type: `int`, `float`, `string`, ... */
  columns: Readonly<Record<string, string>>;
}

export interface DataVerdict {
  /** What keeps the next step from reading the data. */
  issues: string[];
  /** What works, but deserves a look. */
  warnings: string[];
}

const readableAs: Readonly<Record<string, readonly string[]>> = {
  csv: ['csv', 'parquet', 'json'],
  parquet: ['parquet', 'csv'],
  json: ['json', 'csv'],
};

/** Judges `written` against what the next step `wanted`, by the old rules. */
export function judgeData(written: DataShape, wanted: DataShape): DataVerdict {
  const verdict: DataVerdict = { issues: [], warnings: [] };
  judgeFormat(written.format, wanted.format, verdict);
  for (const [column, type] of Object.entries(wanted.columns)) {
    const has = Object.hasOwn(written.columns, column) ? written.columns[column] : undefined;
    if (has === undefined) verdict.issues.push(`column ${column} is missing`);
    else if (!fits(has, type)) verdict.warnings.push(`column ${column} is ${has}, wanted is ${type}`);
  }
  return verdict;
}

function judgeFormat(written: string, wanted: string, verdict: DataVerdict): void {
  if (written === wanted) return;
  if (!(readableAs[written] ?? []).includes(wanted)) verdict.warnings.push(`${written} is read as ${wanted}`);
  else if (written === 'parquet' && wanted === 'csv') verdict.warnings.push('parquet to csv loses types');
}

/** An integer may be read as a float, anything as text. */
function fits(has: string, wanted: string): boolean {
  return has === wanted || wanted === 'string' || (has === 'int' && wanted === 'float');
}
