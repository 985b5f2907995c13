/** Puts a reader's failure in terms of the data that it was given: which column is missing, which holds what it should not. */

import { typeOf } from './column-tally.ts';
import { missingColumn, type DataShape } from './compare-shape.ts';

/** What the reader was given as one of its inputs. */
export interface GivenData {
  input: string;
  file: string;
  shape: DataShape;
}

export interface ReaderFailure {
  message: string;
  /** Names of inputs that the reader's source asks for, and those that it was called with. */
  inputsRead: readonly string[];
  inputsGiven: readonly string[];
  /** The text of the reader's source. */
  source: string;
}

/** How pandas and Python name a column that is not there. */
const missingPatterns = [
  /columns expected but not found: \[(.+?)\]/,
  /'(?:DataFrame|Series|Row)' object has no attribute ('\w+')/,
  /Missing column provided to 'parse_dates': (.+)/,
  /\[([^[]+?)\] not in index/,
  /\[(.+?)\] not found in axis/,
  /None of \[Index\(\[(.+?)\]/,
  /^KeyError: ['"](.+)['"]$/,
];

/** One issue for each thing that the failure's message and the data together tell. */
export function explainFailure({ message, inputsRead, inputsGiven, source }: ReaderFailure, given: readonly GivenData[]): string[] {
  const names = missingNames(message);
  const unnamed = names.filter((name) => inputsRead.includes(name) && !inputsGiven.includes(name));
  if (unnamed.length > 0) return unnamed.map((name) => `it reads an input "${name}", which it is not called with: name it under input_paths in its specification`);
  const tables = given.filter(({ shape }) => shape.columns !== null);
  const columns = new Set(tables.flatMap(({ shape }) => shape.columns!.map(({ name }) => name)));
  const missing = names.filter((name) => !columns.has(name));
  if (missing.length > 0 && tables.length > 0) {
    // With several tables the one with the nearest names is the one meant.
    return missing.map((name) => {
      const told = tables.map(({ file, shape }) => {
        const all = shape.columns!.map((column) => column.name);
        return `${file} ${missingColumn(name, all.filter((other) => !mentions(source, other)), all)}`;
      });
      return told.find((text) => text.includes('renamed?')) ?? told[0]!;
    });
  }
  return [...wrongValues(message, tables), ...(message.startsWith('TypeError') ? textColumns(source, tables) : [])];
}

function missingNames(message: string): string[] {
  for (const pattern of missingPatterns) {
    const found = pattern.exec(message)?.[1];
    if (found === undefined) continue;
    const quoted = [...found.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2]!);
    return quoted.length > 0 ? quoted : [found];
  }
  return [];
}

/** Values that the message quotes and a column of texts holds. */
function wrongValues(message: string, tables: readonly GivenData[]): string[] {
  const quoted = new Set([...message.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2]!).slice(0, 20));
  return tables.flatMap(({ file, shape }) =>
    shape.columns!.flatMap((column) => {
      const example = column.kinds.get('string')?.example;
      if (!example || !quoted.has(example.value)) return [];
      return [`${file} column "${column.name}" holds text, first ${JSON.stringify(example.value)} in row ${example.row}: write what the reader can convert, or let it handle text`];
    }),
  );
}

function textColumns(source: string, tables: readonly GivenData[]): string[] {
  return tables.flatMap(({ file, shape }) => {
    const texts = shape.columns!.filter((column) => typeOf(column) === 'string' && mentions(source, column.name)).map(({ name }) => `"${name}"`);
    return texts.length === 0 ? [] : [`${file} holds text in ${texts.join(', ')}, which it reads: is one of them a number no more? Declare their types under schemas to have them checked`];
  });
}

/** Whether a source has the name in quotes or after a dot. */
function mentions(source: string, name: string): boolean {
  return ['"', "'", '`'].some((quote) => source.includes(`${quote}${name}${quote}`)) || (/^\w+$/.test(name) && source.includes(`.${name}`));
}
