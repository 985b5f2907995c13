/** Reads CSV (RFC 4180): quotes, doubled quotes, line ends inside quotes, a byte order mark, the lone CR of old Macs. */

/** The records of a text, or the first of them; a blank line is none. Throws nothing: an open quote ends with the text. */
export function parseCsv(text: string, separator = ',', atMost = Infinity): string[][] {
  const records: string[][] = [];
  // Where the first line does not end in a lone CR, one that comes later is a character like any other.
  const endsInCr = /\r\n?|\n/.exec(text)?.[0] === '\r';
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length && records.length < atMost) {
    const record: string[] = [];
    const isQuoted = text[at] === '"';
    for (;;) {
      const [field, end] = text[at] === '"' ? quotedField(text, at, separator, endsInCr) : plainField(text, at, separator, endsInCr);
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

/** The names of columns, each told from the others: one that comes again is `name #2`, or the next that no column has. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const taken = new Set(header);
  return header.map((name) => {
    let number = (seen.get(name) ?? 0) + 1;
    while (number > 1 && taken.has(`${name} #${number}`)) number += 1;
    seen.set(name, number);
    return number === 1 ? name : `${name} #${number}`;
  });
}

function plainField(text: string, from: number, separator: string, endsInCr: boolean): [string, number] {
  let at = from;
  while (at < text.length && !endsField(text, at, separator, endsInCr)) at += 1;
  return [text.slice(from, at), at];
}

function endsField(text: string, at: number, separator: string, endsInCr: boolean): boolean {
  const character = text[at];
  return character === separator || character === '\n' || (character === '\r' && (endsInCr || text[at + 1] === '\n'));
}

/** What stands between a closing quote and the separator belongs to the field, as spreadsheets read it. */
function quotedField(text: string, from: number, separator: string, endsInCr: boolean): [string, number] {
  let field = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close === -1) return [field + text.slice(at), text.length];
    field += text.slice(at, close);
    if (text[close + 1] !== '"') {
      const [rest, end] = plainField(text, close + 1, separator, endsInCr);
      return [field + rest, end];
    }
    field += '"';
    at = close + 2;
  }
}
