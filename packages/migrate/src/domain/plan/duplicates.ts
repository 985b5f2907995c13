/** Repeated code: runs of the same code lines, whatever their indentation, blank lines and comments. */

/** A file's text with the kind of each line (see `SourceFacts.kinds`). */
export interface CodeFile {
  file: string;
  text: string;
  kinds: string;
}

export interface Clone {
  /** Code lines that are the same. */
  lines: number;
  places: { file: string; first: number; last: number }[];
}

export interface Duplication {
  code_lines: number;
  /** Code lines that stand in some clone. */
  duplicated_lines: number;
  share: number;
  /** Longest first. */
  clones: Clone[];
}

/** So many code lines in a row, and so many characters in them, are repetition and no accident. */
export const cloneLines = 8;
const cloneCharacters = 120;

interface CodeLine {
  file: number;
  line: number;
  text: string;
}

/** Finds runs of at least `cloneLines` equal code lines in the files. */
export function findDuplicates(files: readonly CodeFile[]): Duplication {
  const lines = files.flatMap(codeLines);
  const windows = new Map<string, number[]>();
  for (let at = 0; at + cloneLines <= lines.length; at++) {
    if (lines[at]!.file !== lines[at + cloneLines - 1]!.file) continue;
    const text = lines.slice(at, at + cloneLines).map((line) => line.text).join('\n');
    if (text.length < cloneCharacters) continue;
    const same = windows.get(text);
    if (same === undefined) windows.set(text, [at]);
    else if (at - same.at(-1)! >= cloneLines || lines[same.at(-1)!]!.file !== lines[at]!.file) same.push(at);
  }
  const duplicated = new Set<number>();
  const clones: Clone[] = [];
  const covered = new Set<string>();
  for (const starts of windows.values()) {
    if (starts.length < 2) continue;
    for (const start of starts) for (let i = 0; i < cloneLines; i++) duplicated.add(start + i);
    if (covered.has(starts.join())) continue;
    let length = cloneLines;
    while (goesOn(lines, starts, length)) {
      length++;
      covered.add(starts.map((start) => start + length - cloneLines).join());
    }
    clones.push({ lines: length, places: starts.map((start) => ({ file: files[lines[start]!.file]!.file, first: lines[start]!.line, last: lines[start + length - 1]!.line })) });
  }
  return {
    code_lines: lines.length,
    duplicated_lines: duplicated.size,
    share: lines.length === 0 ? 0 : Number((duplicated.size / lines.length).toFixed(4)),
    clones: clones.sort((a, b) => b.lines - a.lines),
  };
}

function codeLines({ text, kinds }: CodeFile, file: number): CodeLine[] {
  return text.split('\n').flatMap((line, i) => (kinds[i] === 'c' ? [{ file, line: i + 1, text: line.trim() }] : []));
}

/** Whether all places go on with the same line, each within its file and before the next place. */
function goesOn(lines: readonly CodeLine[], starts: readonly number[], length: number): boolean {
  const [first] = starts;
  const wanted = lines[first! + length];
  if (wanted === undefined) return false;
  return starts.every((start, i) => {
    const next = lines[start + length];
    return next !== undefined && next.file === lines[start]!.file && next.text === wanted.text && !starts.some((other, j) => j !== i && other === start + length);
  });
}
