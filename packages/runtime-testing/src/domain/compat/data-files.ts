/** Which files are data, and in which format. */

export type DataFormat = string;

/** Formats whose columns and rows can be looked into. */
export const tabularFormats = ['csv', 'tsv', 'parquet', 'jsonl', 'json'] as const;

export interface DataFile {
  /** Absolute. */
  path: string;
  /** Unix time, ms. */
  modifiedMs: number;
  sizeBytes: number;
}

const temporary = [
  /^[.~#]/,
  /[~#]$/,
  /\.(?:tmp|temp|swp|swo|part|partial|crdownload|download|lock|bak|crc|pyc|pyo)$/i,
  /^_(?:SUCCESS|started|committed|temporary|metadata|common_metadata|delta_log)/,
  /^(?:__pycache__|__MACOSX|Thumbs\.db|desktop\.ini|node_modules)$/i,
];

/** Whether a file or folder of this name is a by-product that nobody reads as data. */
export function isTemporary(name: string): boolean {
  return temporary.some((pattern) => pattern.test(name));
}

const endings: Readonly<Record<string, DataFormat>> = {
  csv: 'csv', tsv: 'tsv', tab: 'tsv', json: 'json', jsonl: 'jsonl', ndjson: 'jsonl', parquet: 'parquet', pq: 'parquet',
  pkl: 'pickle', pickle: 'pickle', joblib: 'pickle',
};

/** The format of a file by its name and first bytes; what is none of those known is named by its ending, or `file`. */
export function formatOf(path: string, head: Uint8Array): DataFormat {
  const name = path.split('/').at(-1) ?? path;
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'zip';
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  const byName = ending === undefined ? undefined : endings[ending];
  if (byName !== undefined) return byName;
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5) return 'pickle';
  const byText = head.includes(0) ? undefined : formatOfText(new TextDecoder().decode(head));
  return byText ?? ending ?? 'file';
}

function formatOfText(text: string): DataFormat | undefined {
  const [first = '', second = ''] = text.replace(/^\uFEFF/, '').trimStart().split(/\r?\n/);
  if (/^\{.*\}$/.test(first) && (second === '' || second.startsWith('{'))) return second === '' ? 'json' : 'jsonl';
  if (/^[[{]/.test(first)) return 'json';
  const count = (line: string, separator: string) => line.split(separator).length;
  if (count(first, '\t') > 1 && count(first, '\t') === count(second, '\t')) return 'tsv';
  if (count(first, ',') > 1 && count(first, ',') === count(second, ',')) return 'csv';
  return undefined;
}

/** The separator of a CSV file, by its first line. */
export function separatorOf(firstLine: string, format: DataFormat): string {
  if (format === 'tsv') return '\t';
  const counted = [',', ';', '\t', '|'].map((separator) => ({ separator, count: firstLine.split(separator).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}

/**
 * The files to hand over: of those that this run wrote (all, if it wrote none) the newest of each folder, in the format that is
 * wanted, else in the one that can be looked into best. The first is the newest of all. `older` are those passed over for a newer one.
 */
export function chooseFiles<T extends DataFile & { format: DataFormat }>(files: readonly T[], wanted: DataFormat | undefined, sinceMs: number): { chosen: T[]; older: T[] } {
  const written = files.filter((file) => file.modifiedMs >= sinceMs);
  const candidates = written.length > 0 ? written : files;
  const rank = ({ format }: T) => (format === wanted ? 0 : (tabularFormats as readonly string[]).indexOf(format) + 1 || tabularFormats.length + 1);
  const best = Math.min(...candidates.map(rank));
  // JSON beside a table is most often its description; of other kinds, csv beside parquet are the same data.
  const kept = candidates.filter((file) => rank(file) === best).sort((a, b) => b.modifiedMs - a.modifiedMs || (a.path < b.path ? -1 : 1));
  const folders = new Set<string>();
  const chosen = kept.filter(({ path }) => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    return !folders.has(folder) && folders.add(folder);
  });
  return { chosen, older: kept.filter((file) => !chosen.includes(file)) };
}
