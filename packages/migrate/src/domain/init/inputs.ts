/** The files of a project that look like inputs for its programs. */

import { folderOf } from '../plan/path.ts';

export interface InputGroup {
  /** `tests/fixtures/*.csv` */
  glob: string;
  files: string[];
}

const homes = /(?:^|\/)(?:fixtures?|test[-_]?data|cases|samples?|inputs?|data|examples?)(?:\/|$)/i;
const results = /(?:^|[/._-])(?:expected|golden|outputs?|results?|snapshots?|baselines?)(?:[/._-]|$)/i;
const notInputs = /(?:^|\/)(?:readme|license|changelog|conftest|package\.json|tsconfig|makefile|dockerfile|\.)|\.(?:py|pyc|[cm]?[jt]sx?|sh|md|rst|lock|cfg|ini)$/i;

/** Files of one folder and ending, test fixtures before other data, the larger group first. */
export function inputGroups(files: readonly string[]): InputGroup[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const folder = folderOf(file);
    if (!homes.test(folder) || results.test(file) || notInputs.test(file)) continue;
    const glob = `${folder}/*${/\.[^./]+$/.exec(file)?.[0] ?? ''}`;
    groups.set(glob, [...(groups.get(glob) ?? []), file]);
  }
  const rank = (glob: string): number => (/(?:fixture|case|test)/i.test(glob) ? 0 : 1);
  return [...groups].map(([glob, members]) => ({ glob, files: members })).sort((a, b) => rank(a.glob) - rank(b.glob) || b.files.length - a.files.length || (a.glob < b.glob ? -1 : 1));
}
