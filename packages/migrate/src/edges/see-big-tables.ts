/** Compares the big tables of an outcome with those of others ahead of the rest, where the digests say that they differ. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CutoverError } from '@cutover/runtime-testing';
import type { AspectComparison } from '../domain/compare-content.ts';
import type { SeenOutcome } from '../domain/compare-outcome.ts';
import { pathMatches } from '../domain/name-glob.ts';
import type { FileEntry, Outcome } from '../domain/outcome.ts';
import { rulesFor, type Rules } from '../domain/rules.ts';

const bigTableBytes = 8 * 1024 * 1024;

/** Whether a file is a table that is not read whole: a big one that the rules name, or Parquet. */
export function isBigTable(path: string, entry: FileEntry, { tables }: Rules): boolean {
  if (entry.kind !== 'file') return false;
  if (/\.(?:parquet|pq)$/i.test(path)) return true;
  return entry.bytes >= bigTableBytes && Object.keys(tables).some((glob) => pathMatches(glob, path));
}

/** `seen` with the comparisons of its big tables to those of `others` added. */
export async function seeBigTables(
  seen: SeenOutcome,
  outcome: Outcome,
  others: readonly Outcome[],
  { caseId, rules, runFolder }: { caseId: string; rules: Rules; runFolder: string },
): Promise<SeenOutcome> {
  const files = new Map(seen.files);
  for (const [path, entry] of Object.entries(outcome.files)) {
    const file = files.get(path);
    if (entry.kind !== 'file' || file?.kind !== 'file' || entry.stored === null || !isBigTable(path, entry, rules)) continue;
    const table = Object.entries(rules.tables).find(([glob]) => pathMatches(glob, path))?.[1];
    const compared = new Map<string, AspectComparison>();
    for (const other of others) {
      const its = other.files[path];
      if (its?.kind !== 'file' || its.stored === null || its.sha256 === entry.sha256 || compared.has(its.sha256)) continue;
      const spillFolder = join(runFolder, 'spill');
      const { compareBigTables } = await import('./big-table.ts');
      const comparison = await compareBigTables({
        legacy: join(runFolder, entry.stored),
        candidate: join(runFolder, its.stored),
        key: table?.key,
        rules: rulesFor(rules.paths, caseId, `file:${path}`, true),
        spillFolder,
      }).catch(unreadable);
      await rm(spillFolder, { recursive: true, force: true });
      compared.set(its.sha256, comparison);
    }
    files.set(path, { ...file, content: { ...file.content, compared } });
  }
  return { ...seen, files };
}

/** A file that is no table after all is a case that could not be compared. */
function unreadable(error: unknown): AspectComparison {
  if (error instanceof CutoverError) throw error;
  const told = `can't be read as a table: ${(error as Error).message.split('\n')[0]}`;
  return { differences: [{ path: '', kind: 'failed', legacy: told, candidate: told, rule: null }], used: new Set() };
}
