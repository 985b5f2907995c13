/** How big a set of files is: files, lines, classes, functions, commands. */

import { countLines, type Lines, type SourceFacts } from './source.ts';

export interface Command {
  name: string;
  file: string;
  line: number;
  by: string;
}

/** A command that a package's manifest declares for one of its files. */
export interface NamedCommand extends Command {
  of: string;
}

export interface Size {
  files: number;
  lines: Lines;
  classes: number;
  functions: number;
  commands: Command[];
}

export interface Measured {
  facts: ReadonlyMap<string, SourceFacts>;
  /** Kinds of the lines of files that are no sources; a binary file has none. */
  otherKinds: ReadonlyMap<string, string>;
}

/** Counts the files. `declared` are commands of manifests, which count for the file that they start. */
export function measure(files: readonly string[], { facts, otherKinds }: Measured, declared: readonly NamedCommand[]): Size {
  const size: Size = { files: files.length, lines: { code: 0, comment: 0, blank: 0 }, classes: 0, functions: 0, commands: [] };
  for (const file of files) {
    const source = facts.get(file);
    const lines = countLines(source?.kinds ?? otherKinds.get(file) ?? '');
    for (const kind of ['code', 'comment', 'blank'] as const) size.lines[kind] += lines[kind];
    size.classes += source?.classes ?? 0;
    size.functions += source?.functions ?? 0;
    const manifest = declared.filter(({ of }) => of === file).map(({ name, file: at, line, by }) => ({ name, file: at, line, by }));
    const own = (source?.commands ?? []).flatMap(({ name, line, by }) => (name === null && manifest.length > 0 ? [] : { name: name ?? programName(file), file, line, by }));
    size.commands.push(...manifest, ...own);
  }
  const known = new Set<string>();
  size.commands = size.commands.filter(({ name }) => !known.has(name) && known.add(name));
  return size;
}

/** What one types to start a file that gives itself no name. */
function programName(file: string): string {
  const name = /([^/]+)\/__main__\.py$/.exec(file);
  return name ? `python -m ${name[1]}` : file;
}
