/** Which of a project's programs is the old one and which the new one, as far as their names tell. */

import { folderOf } from '../plan/path.ts';
import type { ProjectIndex } from '../plan/project-index.ts';
import type { Program } from './programs.ts';

const legacyWords = /(?:^|[/._\d-])(?:old|legacy|v1|deprecated|orig|original|previous|before)(?=$|[/._\d-])/i;
const candidateWords = /(?:^|[/._\d-])(?:new|next|v2|candidate|rewrite|rewritten|modern|simple|simplified|after)(?=$|[/._\d-])/i;

export interface GuessedSides {
  legacy: Program | undefined;
  candidate: Program | undefined;
}

/** A side is guessed only where a single program can be meant; two programs of which one is named are both sides. */
export function guessSides(programs: readonly Program[]): GuessedSides {
  const old = programs.filter(({ file, label }) => legacyWords.test(file) || legacyWords.test(label));
  const next = programs.filter((each) => !old.includes(each) && (candidateWords.test(each.file) || candidateWords.test(each.label)));
  const rest = programs.filter((each) => !old.includes(each) && !next.includes(each));
  const one = (named: readonly Program[]): Program | undefined => (named.length === 1 ? named[0] : named.length === 0 && rest.length === 1 ? rest[0] : undefined);
  const legacy = one(old);
  const candidate = next.length === 0 && old.length === 0 ? undefined : one(next);
  return { legacy, candidate: candidate === legacy ? undefined : candidate };
}

/** The path that stands for a program when it is replaced: its package or its folder of legacy, unless `other` lies in it; else its file. */
export function replacedPath(file: string, other: string | undefined, index: ProjectIndex): string {
  const steps = folderOf(file).split('/').filter((step) => step !== '');
  const folders = steps.map((_, i) => steps.slice(0, i + 1).join('/'));
  const isUnit = (folder: string): boolean => index.files.has(`${folder}/__init__.py`) || legacyWords.test(folder) || candidateWords.test(folder);
  return folders.find((folder) => isUnit(folder) && other?.startsWith(`${folder}/`) !== true) ?? file;
}
