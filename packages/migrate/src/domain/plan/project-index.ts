/** What import resolution knows of a project: its files, and what its own configuration says about names. */

/** Path aliases of one tsconfig.json or jsconfig.json. */
export interface PathAliases {
  /** The folder for whose sources they hold. */
  folder: string;
  /** Where plain names are looked for, if anywhere. */
  baseUrl: string | undefined;
  /** Patterns with at most one `*`, and their places relative to the project. */
  paths: readonly { pattern: string; targets: readonly string[] }[];
}

/** A package of the project itself. */
export interface OwnPackage {
  folder: string;
  name: string | undefined;
  /** Places, relative to the project, that a subpath (`.`, `./x`, `./x/*`) or an internal name (`#x`) stands for. */
  entries: readonly { pattern: string; targets: readonly string[] }[];
}

export interface ProjectIndex {
  files: ReadonlySet<string>;
  /** Folders from which Python finds modules, the root among them. */
  pythonRoots: readonly string[];
  /** Deepest folder first. */
  aliases: readonly PathAliases[];
  /** Deepest folder first. */
  packages: readonly OwnPackage[];
}

/** The files in the folder of `beginning` whose path begins with it: what a name known only in part may stand for. */
export function filesBeginning(index: ProjectIndex, beginning: string): string[] {
  const found: string[] = [];
  for (const file of index.files) if (file.startsWith(beginning)) found.push(file);
  return found;
}
