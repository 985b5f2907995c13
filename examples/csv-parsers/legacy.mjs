// The old side: Papa Parse, as a project may have used it for years.

import Papa from 'papaparse';

export function parse({ text, delimiter }) {
  const { data, errors } = Papa.parse(text, { delimiter: delimiter ?? ',', skipEmptyLines: true });
  if (errors.length > 0) throw new Error(errors[0].message);
  return data;
}
