/** Compares what two runs left in their work folders. */

import { compareContent, type Aspect, type AspectComparison, type SeenText } from './compare-content.ts';
import { compareTables } from './compare-table.ts';
import { pathMatches } from './name-glob.ts';
import { rulesFor } from './rules.ts';

export type SeenFile =
  | { kind: 'file'; content: SeenText; executable: boolean }
  | { kind: 'link'; target: string }
  | { kind: 'folder' }
  | { kind: 'other' };

/** The differences of each file that is not the same on both sides, by its path. */
export function compareFiles(
  legacy: ReadonlyMap<string, SeenFile>,
  candidate: ReadonlyMap<string, SeenFile>,
  aspectOf: (name: string) => Aspect,
): Map<string, AspectComparison> {
  const found = new Map<string, AspectComparison>();
  for (const path of [...new Set([...legacy.keys(), ...candidate.keys()])].sort()) {
    const compared = compareFile(path, legacy.get(path), candidate.get(path), aspectOf(`file:${path}`));
    if (compared.differences.length > 0 || compared.used.size > 0) found.set(path, compared);
  }
  return found;
}

function compareFile(path: string, a: SeenFile | undefined, b: SeenFile | undefined, aspect: Aspect): AspectComparison {
  if (a === undefined) return whole('added', null, describe(b), aspect);
  if (b === undefined) return whole('missing', describe(a), null, aspect);
  if (a.kind === 'file' && b.kind === 'file') {
    const content = compareFileContent(path, a.content, b.content, aspect);
    if (a.executable === b.executable) return content;
    const mode = whole('changed', executability(a.executable), executability(b.executable), aspect);
    return { ...content, differences: [...content.differences, ...mode.differences], used: new Set([...content.used, ...mode.used]) };
  }
  if (a.kind !== b.kind) return whole('type', describe(a), describe(b), aspect);
  if (a.kind === 'link' && b.kind === 'link' && a.target !== b.target) return whole('changed', describe(a), describe(b), aspect);
  return { differences: [], used: new Set() };
}

function compareFileContent(path: string, a: SeenText, b: SeenText, aspect: Aspect): AspectComparison {
  const table = Object.entries(aspect.rules.tables).find(([glob]) => pathMatches(glob, path))?.[1];
  if (table && a.text !== undefined && b.text !== undefined && a.text !== b.text) {
    return compareTables(a.text, b.text, table.key, rulesFor(aspect.rules.paths, aspect.caseId, aspect.name, true), path.endsWith('.tsv') ? '\t' : ',');
  }
  return compareContent(a, b, path.endsWith('.json') ? 'json' : 'text', aspect);
}

/** A difference of the file as a whole; a rule that ignores it must name it. */
function whole(kind: 'added' | 'missing' | 'changed' | 'type', legacy: string | null, candidate: string | null, aspect: Aspect): AspectComparison {
  const ignore = rulesFor(aspect.rules.paths, aspect.caseId, aspect.name, false).find((rule) => rule.kind === 'ignore' && rule.path === '');
  return {
    differences: [{ path: '', kind, legacy, candidate, rule: ignore?.ref ?? null }],
    used: new Set(ignore ? [ignore.ref] : []),
  };
}

function describe(file: SeenFile | undefined): string {
  if (file === undefined) return 'nothing';
  if (file.kind === 'file') return `a file of ${file.content.bytes} bytes`;
  return file.kind === 'link' ? `a link to ${file.target}` : file.kind === 'folder' ? 'a folder' : 'neither file nor folder';
}

function executability(executable: boolean): string {
  return executable ? 'executable' : 'not executable';
}
