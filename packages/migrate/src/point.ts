/** Makes rollback points: a verified bag of modules or of paths, with the flags, the commit and the evidence of the moment. */

import { byBytes, joinBytes, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import { encodeName } from './domain/entry.ts';
import type { BackupKind, Evidence, GitState } from './domain/evidence.ts';
import { idPattern, makeId, nextId } from './domain/id.ts';
import { servingOf } from './domain/serving.ts';
import { patternsOf } from './domain/modules.ts';
import { nameClashes } from './domain/name-clash.ts';
import type { StoreJournal } from './domain/journal.ts';
import { listBags, readBag, readEvidence, type Bag } from './edges/bag-reader.ts';
import type { Source } from './edges/bag-payload.ts';
import { writeBag, type WrittenBag } from './edges/bag-writer.ts';
import { discard, writeJournal } from './edges/change-journal.ts';
import { clearTree } from './edges/clear-tree.ts';
import { readFlags } from './edges/flags-file.ts';
import { appendLedger, readLedger, type LedgerEntry } from './edges/ledger.ts';
import { statusByFolders } from './edges/scan.ts';
import { readyThreads } from './edges/spread.ts';
import { ensureFolder, flushFolder } from './edges/text-file.ts';
import { makePace, stopIfAsked, type Pace } from './edges/pace.ts';
import { lookAtModules, lookAtPaths, type Look } from './look.ts';
import { placesOf, statePath, type Project } from './project.ts';

export interface PointRequest {
  kind: BackupKind;
  modules: readonly string[];
  message: string | undefined;
  /** Read everything anew, also what is known to be unchanged. */
  rehash?: boolean;
  /** Only these paths, with the module of each; the rest is as the rollback point `base` has it. */
  only?: { paths: ReadonlyMap<BytePath, string>; base: string };
}

export interface Point extends WrittenBag {
  id: string;
  path: BytePath;
  evidence: Evidence;
}

/** Makes a rollback point and records it. The lock must be held. Throws errors of configuration, disk and BACKUP_UNSTABLE. */
export async function makePoint(project: Project, request: PointRequest): Promise<Point> {
  const { files } = project;
  const places = placesOf(project.root);
  const at = project.now();
  // Asked at once: the answer takes as long as the look at the files, and both cores are there.
  const git = project.git();
  const look = request.only === undefined ? lookAtModules(project, request.modules) : lookAtPaths(project, request.only.paths);
  const id = freshId(project, at);
  const temporary = joinBytes(places.store, toBytePath('tmp'));
  try {
    ensureFolder(files, temporary);
    const parent = request.rehash === true ? undefined : findParent(project, request.modules);
    if (parent === undefined) readyThreads(files, look.first.length);
    const state = await git;
    // Ctrl-C ends git too: what it has not said must not be recorded as if there were none.
    stopIfAsked(project.signal);
    const evidence = gatherEvidence(project, request, { id, at, parent: parent?.evidence.id ?? null, look, git: state });
    const path = joinBytes(temporary, toBytePath(id));
    const { first, again } = look;
    const written = await writeBag(files, { root: places.root, path, first, again, parent, evidence, pace: paceOf(project) });
    const journal = storeJournalOf(project, request, { id, at, written, evidence });
    writeJournal(files, joinBytes(places.tx, toBytePath(id)), journal);
    const place = joinBytes(places.store, toBytePath(id));
    files.rename(path, place);
    await finishBackup(project, journal);
    return { ...written, id, path: place, evidence };
  } catch (error) {
    await leaveNothing(project, id);
    throw error;
  }
}

/** After a failure: a backup that is not in its place is removed; where even that fails, the next command does it. */
async function leaveNothing(project: Project, id: string): Promise<void> {
  const { files } = project;
  const { store, tx } = placesOf(project.root);
  try {
    if (files.status(joinBytes(store, toBytePath(id))) !== undefined) return;
    await discard(files, joinBytes(tx, toBytePath(id)));
    await clearTree(files, joinBytes(store, toBytePath('tmp')));
  } catch (error) {
    project.onEvent({ type: 'warning', message: `could not tidy up (${error instanceof Error ? error.message : String(error)}): the next command will` });
  }
}

/** What remains once the bag is in its place, or would be there: the ledger line. Repeatable. */
export async function finishBackup(project: Project, journal: StoreJournal): Promise<void> {
  const { files } = project;
  const places = placesOf(project.root);
  await clearTree(files, joinBytes(places.store, toBytePath('tmp')));
  flushFolder(files, places.store);
  record(project, journal.id, { kind: 'backup', modules: journal.modules, detail: journal.detail, by: journal.by });
  await discard(files, joinBytes(places.tx, toBytePath(journal.id)));
}

/** Adds a ledger line unless it is there: a change that is finished twice is recorded once. */
export function record(project: Project, id: string, entry: Omit<LedgerEntry, 'id'>): void {
  try {
    appendLedger(statePath(project), { ...entry, id }, { now: project.now, random: project.random, files: project.files });
  } catch (error) {
    // The line may stand there though its flush failed: what is in the ledger is done.
    if (!isInLedger(project, id, entry.kind)) throw error;
    project.onEvent({ type: 'warning', message: `the ledger could not be flushed (${error instanceof Error ? error.message : String(error)})` });
  }
}

export function isInLedger(project: Project, id: string, kind: LedgerEntry['kind']): boolean {
  return readLedger(statePath(project), project.files).lines.some((line) => line.id === id && line.kind === kind);
}

export function paceOf(project: Project): Pace {
  return makePace(project.signal, (what, done, of) => project.onEvent({ type: 'progress', what, done, of }));
}

/** The newest backup that holds one of the modules: what it has unchanged is shared. */
function findParent(project: Project, modules: readonly string[]): Bag | undefined {
  const { store } = placesOf(project.root);
  for (const id of listBags(project.files, store).reverse()) {
    const path = joinBytes(store, toBytePath(id));
    const parent = unlessDamaged(project, id, () => {
      const evidence = readEvidence(project.files, path);
      return evidence.base === null && modules.some((module) => module in evidence.scope) ? readBag(project.files, path) : undefined;
    });
    if (parent !== undefined) return parent;
  }
  return undefined;
}

/** What is read of a backup that is only one of several to ask; a warning where it is damaged. */
export function unlessDamaged<T>(project: Project, id: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as { code?: string }).code !== 'BACKUP_DAMAGED') throw error;
    project.onEvent({ type: 'warning', message: `backup ${id} can't be read: "cutover migrate backups --verify" tells more` });
    return undefined;
  }
}

function gatherEvidence(
  project: Project,
  { kind, modules, message, only }: PointRequest,
  { id, at, parent, look, git }: { id: string; at: Date; parent: string | null; look: Look; git: GitState | null },
): Evidence {
  const { lines } = readLedger(statePath(project), project.files);
  const last = (wanted: string): Record<string, unknown> | null => {
    const line = lines.findLast(({ kind, detail }) => kind === wanted && (kind !== 'verify' || detail['verify'] !== undefined));
    return line === undefined ? null : { id: line.id, at: line.at, ...line.detail };
  };
  const seen = new Set(look.first.map(({ path }) => path));
  const unseen = [...(only?.paths.keys() ?? [])].filter((path) => !seen.has(path));
  const absent = unseen.filter((path) => statusByFolders(project.files, toBytePath(project.root), path) === undefined);
  return {
    schema_version: 1,
    id,
    kind,
    at: at.toISOString(),
    message: message ?? null,
    parent,
    scope: Object.fromEntries(modules.map((module) => [module, patternsOf(project.config.modules[module]!)])),
    base: only?.base ?? null,
    absent: absent.map(encodeName),
    flags: readFlags(project.files, toBytePath(project.root), project.config),
    switched: Object.fromEntries(Object.entries(servingOf(lines)).map(([module, side]) => [module, side === 'candidate'])),
    git,
    parity: last('parity'),
    verify: last('verify'),
    versions: project.versions,
    skipped: look.special.map(showPath),
    clashes: clashesOf(project, look.first),
  };
}

function storeJournalOf(
  project: Project,
  { kind, modules, message }: PointRequest,
  { id, at, written, evidence }: { id: string; at: Date; written: WrittenBag; evidence: Evidence },
): StoreJournal {
  const { seal, files, bytes, unchanged } = written;
  const detail = { kind, message: message ?? null, files, bytes, unchanged, git: evidence.git, tag_manifest_sha256: seal };
  return { schema_version: 1, kind: 'backup', id, by: project.by, at: at.toISOString(), modules: [...modules], ids: [id], detail };
}

function clashesOf(project: Project, sources: readonly Source[]): string[][] {
  const clashes = nameClashes(sources.map(({ path }) => path)).map((group) => group.map(showPath));
  for (const group of clashes) {
    project.onEvent({ type: 'warning', message: `these names are one on file systems that fold case or Unicode: ${group.join(', ')}` });
  }
  return clashes;
}

/** An id later than every other, also within one second and when the clock was set back: ids sort by what came first. */
export function freshId(project: Project, at: Date): string {
  const { store, tx, done } = placesOf(project.root);
  const taken = [store, tx, done].flatMap((folder) => (project.files.status(folder) === undefined ? [] : project.files.list(folder)));
  const last = taken.filter((name) => idPattern.test(name)).sort(byBytes).at(-1);
  const id = makeId(at, Math.floor(project.random() * 65_536));
  return last === undefined || last < id ? id : nextId(last);
}
