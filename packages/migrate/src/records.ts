/** What Cutover recorded last of each path: by it a change of the tree is told from one that nobody knows of. */

import { joinBytes, toBytePath, type BytePath } from './domain/byte-path.ts';
import { decodeOperation, isSameContent, modeOf, shapeOf, type Shape } from './domain/change.ts';
import { decodeName } from './domain/entry.ts';
import { covers, parsePattern } from './domain/scope.ts';
import { readBag } from './edges/bag-reader.ts';
import { isAborted, readJournal } from './edges/change-journal.ts';
import { readLedger } from './edges/ledger.ts';
import { unlessDamaged } from './point.ts';
import { placesOf, statePath, type Project } from './project.ts';

/** Undefined: says nothing of the path. Null: nothing was there. */
type Recorded = (path: BytePath) => Shape | null | undefined;

/** Whether a state of a path is the one that was recorded last. Records are read newest first, as far back as is asked. */
export function recordKeeper(project: Project): (path: BytePath, shape: Shape) => boolean {
  const waiting = readLedger(statePath(project), project.files).lines.filter(({ kind }) => ['backup', 'switch', 'rollback'].includes(kind));
  const records: Recorded[] = [];
  const next = (): Recorded | undefined => {
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      const record = line.kind === 'backup' ? fromBag(project, line.id) : fromChange(project, line.id);
      if (record === undefined) continue;
      records.push(record);
      return record;
    }
    return undefined;
  };
  return (path, shape) => {
    for (let i = 0; ; i++) {
      const record = records[i] ?? next();
      if (record === undefined) return false;
      const recorded = record(path);
      if (recorded !== undefined) return recorded !== null && isSameContent(recorded, shape) && modeOf(recorded) === modeOf(shape);
    }
  };
}

function fromBag(project: Project, id: string): Recorded | undefined {
  const path = joinBytes(placesOf(project.root).store, toBytePath(id));
  if (project.files.status(path) === undefined) return undefined;
  // What only a damaged backup recorded is recorded nowhere: it counts as drift.
  const bag = unlessDamaged(project, id, () => readBag(project.files, path));
  if (bag === undefined) return undefined;
  const { evidence, entries } = bag;
  const known = new Map(entries.map((entry) => [entry.path, shapeOf(entry)]));
  if (evidence.base !== null) {
    const absent = new Set(evidence.absent.map(decodeName));
    return (at) => (absent.has(at) ? null : known.get(at));
  }
  const scope = Object.values(evidence.scope).flat().map(parsePattern);
  return (at) => known.get(at) ?? (scope.some((pattern) => covers(pattern, at)) ? null : undefined);
}

function fromChange(project: Project, id: string): Recorded | undefined {
  const folder = joinBytes(placesOf(project.root).done, toBytePath(id));
  if (project.files.status(folder) === undefined || isAborted(project.files, folder)) return undefined;
  const journal = readJournal(project.files, folder);
  if (journal === undefined || !('operations' in journal)) return undefined;
  const known = new Map(journal.operations.map(decodeOperation).map(({ path, after }) => [path, after ?? null]));
  return (at) => known.get(at);
}
