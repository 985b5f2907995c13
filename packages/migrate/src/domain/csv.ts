/** Reads CSV (RFC 4180): quotes, doubled quotes, line ends inside quotes, a byte order mark. */

/** The records of a text, or the first of them; a blank line is none. Throws nothing: an open quote ends with the text. */
export function parseCsv(text: string, separator = ',', atMost = Infinity): string[][] {
  const records: string[][] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length && records.length < atMost) {
    const record: string[] = [];
    const isQuoted = text[at] === '"';
    for (;;) {
      const [field, end] = text[at] === '"' ? quotedField(text, at) : plainField(text, at, separator);
      record.push(field);
      at = end;
      if (text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (record.length > 1 || record[0] !== '' || isQuoted) records.push(record);
  }
  return records;
}

/** The names of columns, each told from the others: one that comes again is `name #2`. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((name) => {
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return number === 1 ? name : `${name} #${number}`;
  });
}

function plainField(text: string, from: number, separator: string): [string, number] {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && !(text[at] === '\r' && text[at + 1] === '\n')) at += 1;
  return [text.slice(from, at), at];
}

function quotedField(text: string, from: number): [string, number] {
  let field = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close === -1) return [field + text.slice(at), text.length];
    field += text.slice(at, close);
    if (text[close + 1] !== '"') {
      const [rest, end] = plainFieldAfterQuote(text, close + 1);
      return [field + rest, end];
    }
    field += '"';
    at = close + 2;
  }
}

/** What stands between a closing quote and the separator belongs to the field, as spreadsheets read it. */
function plainFieldAfterQuote(text: string, from: number): [string, number] {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\t' && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return [text.slice(from, at), at];
}
