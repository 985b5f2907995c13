/** What a source file says about itself, the same for Python and for JavaScript and TypeScript. */

export type SourceLanguage = 'python' | 'javascript' | 'typescript';

/** How one file reaches another. */
export type UseKind = 'import' | 're-export' | 'type import' | 'dynamic import' | 'require' | 'command' | 'entry point' | 'configuration' | 'ci' | 'string';

/** An import as it is written. */
export interface WrittenImport {
  /** The dotted name or the specifier; a trailing `*` stands for what is only known at run time. */
  of: string;
  /** Leading dots of a relative import in Python; 0 in JavaScript. */
  level: number;
  /** Imported names with their local names, or null when the whole module comes in. `*` stands for all names. */
  names: (readonly [name: string, local: string])[] | null;
  line: number;
  how: UseKind;
}

/** A top-level class or function. */
export interface SourceSymbol {
  name: string;
  kind: 'class' | 'function';
  line: number;
  /** Decorated: whoever decorated it may call it without naming it. */
  registered: boolean;
  /** The names by which others import it, where these differ from its own. */
  exported_as: string[];
  /** Whether the file itself uses it, outside of its own definition. */
  used_here: boolean;
}

/** A command that users type, as far as a source declares it. */
export interface SourceCommand {
  /** Null where the program's own name is the command's. */
  name: string | null;
  line: number;
  /** What declares it: argparse, click, commander, a console script. */
  by: string;
}

export interface SourceFacts {
  /** Relative to the project, with `/`. */
  path: string;
  language: SourceLanguage;
  /** One character a line: `c` code, `#` comment, ` ` blank. */
  kinds: string;
  /** At any depth. */
  classes: number;
  /** At any depth, methods included. */
  functions: number;
  symbols: SourceSymbol[];
  imports: WrittenImport[];
  /** The names it defines for others at its top level, separated by spaces. */
  exports: string;
  /** Every name that is used, separated by spaces; names that are only imported or listed as public are not used by that. */
  names: string;
  /** Texts that may name a file or a module, with their lines. */
  strings: (readonly [text: string, line: number])[];
  commands: SourceCommand[];
  /** Whether it is written to be started: a `__main__` guard, a `#!` line. */
  program: boolean;
  /** Why it could not be read. */
  error: { message: string; line: number | null } | null;
}

/** Facts of a file of which nothing could be read. */
export function unreadSource(path: string, language: SourceLanguage, error: SourceFacts['error'], kinds = ''): SourceFacts {
  return { path, language, kinds, classes: 0, functions: 0, symbols: [], imports: [], exports: '', names: '', strings: [], commands: [], program: false, error };
}

/** Counted lines. */
export interface Lines {
  code: number;
  comment: number;
  blank: number;
}

/** Counts the lines of `kinds`. */
export function countLines(kinds: string): Lines {
  const lines = { code: 0, comment: 0, blank: 0 };
  for (const kind of kinds) lines[kind === 'c' ? 'code' : kind === '#' ? 'comment' : 'blank']++;
  return lines;
}

/** The kinds of a text's lines by their first characters, for files that no parser reads. */
export function textKinds(text: string, comment: RegExp): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.trim() === '' ? ' ' : comment.test(line) ? '#' : 'c')).join('');
}
