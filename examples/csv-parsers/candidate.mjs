// The new side: csv-parse, set up to do the same.

import { parse as parseCsv } from 'csv-parse/sync';

export function parse({ text, delimiter }) {
  return parseCsv(text, { delimiter: delimiter ?? ',', skip_empty_lines: true, bom: true, relax_column_count: true, relax_quotes: true });
}
