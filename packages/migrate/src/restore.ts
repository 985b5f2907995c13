/** From a rollback point to a plan: the point's state, the tree's state, what our records know, and the difference. */

import type { CutoverError } from '@cutover/runtime-testing';
import { byBytes, joinBytes, parentOf, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import { shapeOf, type Operation, type Shape } from './domain/change.ts';
import { decodeName, type Entry, type FileEntry } from './domain/entry.ts';
import { migrateError } from './domain/errors.ts';
import type { Evidence } from './domain/evidence.ts';
import { resolveId } from './domain/id.ts';
import { patternsOf } from './domain/modules.ts';
import { planRestore, type Present, type RestorePlan } from './domain/restore-plan.ts';
import { covers, parsePattern } from './domain/scope.ts';
import { checkBag, listBags, payloadOf, readBag, readEvidence } from './edges/bag-reader.ts';
import type { FileStatus } from './edges/file-system.ts';
import { readLedger } from './edges/ledger.ts';
import { statusInside, type ScannedPath } from './edges/scan.ts';
import { spread } from './edges/spread.ts';
import { ownedPaths } from './look.ts';
import { paceOf } from './point.ts';
import { placesOf, statePath, type Project } from './project.ts';
import { recordKeeper } from './records.ts';

/** A rollback point as it is restored from: each path's state, and where its content lies. */
export interface LoadedPoint {
  id: string;
  evidence: Evidence;
  entries: Map<BytePath, Entry>;
  /** The bag that holds a path's content: a safety point's own, or that of the point it rests on. */
  bagOf: (path: BytePath) => BytePath;
}

/**
 * The rollback point that `wanted` names; `latest` and nothing stand for the newest that is not a safety point and holds all
 * the modules that were `named`. Throws ID_UNKNOWN, and MODULE_UNKNOWN when a point lacks one of them.
 */
export function resolvePoint(project: Project, wanted: string | undefined, named: readonly string[]): string {
  const { store } = placesOf(project.root);
  const all = listBags(project.files, store);
  const evidenceOf = (id: string): Evidence => readEvidence(project.files, joinBytes(store, toBytePath(id)));
  const lacking = (id: string): string[] => named.filter((module) => !Object.hasOwn(evidenceOf(id).scope, module));
  const name = wanted ?? 'latest';
  if (!name.startsWith('latest')) {
    const id = resolveId(all, name, 'backup');
    if (lacking(id).length > 0) throw doesNotHold(id, lacking(id), evidenceOf(id));
    return id;
  }
  // Newest first and no further than asked: an older backup that can't be read must not keep anybody from going back.
  const steps = Number(/~(\d+)$/.exec(name)?.[1] ?? 0);
  const holding: string[] = [];
  let points = 0;
  for (const id of all.toReversed()) {
    if (holding.length > steps) break;
    if (evidenceOf(id).kind === 'safety') continue;
    points++;
    if (lacking(id).length === 0) holding.push(id);
  }
  if (holding.length > 0 || points === 0) return resolveId(holding, name, 'backup');
  throw migrateError('MODULE_UNKNOWN', { message: `no backup holds ${named.join(' and ')}`, hint: 'go back one module at a time; "cutover migrate backups" lists what there is' });
}

function doesNotHold(id: string, modules: readonly string[], { scope }: Evidence): CutoverError {
  return migrateError('MODULE_UNKNOWN', { message: `backup ${id} does not hold ${modules.join(', ')}`, hint: `it holds: ${Object.keys(scope).join(', ')}` });
}

/** Reads a point, with the point a safety point rests on, and checks the content of `modules`. Throws BACKUP_DAMAGED. */
export async function loadPoint(project: Project, id: string, modules: readonly string[] | undefined): Promise<LoadedPoint> {
  const path = joinBytes(placesOf(project.root).store, toBytePath(id));
  const { files } = project;
  if (files.status(path) === undefined) {
    throw migrateError('BACKUP_DAMAGED', { message: `backup ${id}, on which the rollback point rests, is gone`, where: showPath(path) });
  }
  const seal = sealInLedger(project, id);
  const bag = readBag(files, path);
  const mine = bag.entries.filter((entry) => modules === undefined || modules.includes(entry.module));
  const wanted = mine.filter((entry): entry is FileEntry => entry.kind === 'file');
  const problems = await checkBag(files, path, { seal, wanted, pace: paceOf(project) });
  if (problems.length > 0) {
    const list = problems.slice(0, 10).map((problem) => `  ${problem.problem.padEnd(8)} ${showPath(problem.path)}`);
    throw migrateError('BACKUP_DAMAGED', {
      message: `backup ${id} is damaged, nothing was restored from it\n${list.join('\n')}`,
      hint: 'go to another one: "cutover migrate backups --verify" says which are whole',
      where: showPath(path),
    });
  }
  const { base, absent } = bag.evidence;
  if (base === null) return { id, evidence: bag.evidence, entries: toMap(mine), bagOf: () => path };
  const under = await loadPoint(project, base, modules);
  const own = new Set(mine.map((entry) => entry.path));
  const gone = new Set(absent.map(decodeName));
  const rest = [...under.entries.values()].filter((entry) => !own.has(entry.path) && !gone.has(entry.path));
  return {
    id,
    evidence: bag.evidence,
    entries: toMap([...rest, ...mine]),
    bagOf: (at) => (own.has(at) ? path : under.bagOf(at)),
  };
}

export interface PlannedRestore extends RestorePlan {
  point: LoadedPoint;
  modules: string[];
  /** The module of each path of the plan, and of what is kept. */
  moduleOf: Map<BytePath, string>;
  /** Where the content of a path is copied from. */
  contentOf: (operation: Operation) => { from: BytePath };
}

/** Plans the way from the tree as it is to the point. Touches nothing. */
export async function planToPoint(
  project: Project,
  { id, modules, drift }: { id: string; modules: readonly string[]; drift: 'refuse' | 'keep' | 'replace' },
): Promise<PlannedRestore> {
  const point = await loadPoint(project, id, modules);
  const held = modules.filter((module) => module in point.evidence.scope);
  if (held.length === 0) throw doesNotHold(id, modules, point.evidence);
  checkInside(project, point, held);
  const { present, moduleOf } = await lookAtPresent(project, point, held);
  const shapes = new Map([...point.entries].filter(([, entry]) => held.includes(entry.module)).map(([path, entry]) => [path, shapeOf(entry)]));
  const plan = planRestore({ point: shapes, present, isRecorded: recordKeeper(project), drift });
  for (const [path, entry] of point.entries) if (!moduleOf.has(path)) moduleOf.set(path, entry.module);
  const operations = [...plan.operations, ...missingFolders(project, plan.operations)].sort((a, b) => byBytes(a.path, b.path));
  return {
    ...plan,
    operations,
    point,
    modules: held,
    moduleOf,
    contentOf: ({ path }) => ({ from: joinBytes(point.bagOf(path), payloadOf(path)) }),
  };
}

/** What the ledger says of a backup's tag manifest; undefined when it does not know the backup. */
export function sealInLedger(project: Project, id: string): string | undefined {
  const { lines } = readLedger(statePath(project), project.files);
  const seal = lines.find((line) => line.kind === 'backup' && line.id === id)?.detail['tag_manifest_sha256'];
  return typeof seal === 'string' ? seal : undefined;
}

/** Nothing outside the modules of today's configuration is written, whatever a bag says. */
function checkInside(project: Project, point: LoadedPoint, modules: readonly string[]): void {
  const patterns = new Map(modules.map((module) => [module, patternsOf(project.config.modules[module]!).map(parsePattern)]));
  const outside = [...point.entries.values()].filter(({ path, module }) => patterns.get(module)?.some((pattern) => covers(pattern, path)) === false);
  if (outside.length === 0) return;
  throw migrateError('PATH_OUTSIDE', {
    message: `backup ${point.id} holds ${outside.length} path(s) that are not in its modules today: ${outside.slice(0, 5).map(({ path }) => showPath(path)).join(', ')}`,
    hint: `add them to the configuration again, or restore beside it: cutover migrate rollback --from backups/${point.id} --to DIR`,
  });
}

async function lookAtPresent(project: Project, point: LoadedPoint, modules: readonly string[]) {
  const { sources, special } = ownedPaths(project, modules, 'allow');
  const scopes = modules.flatMap((module) => (point.evidence.scope[module] ?? []).map(parsePattern));
  const meant = (path: BytePath): boolean => point.entries.has(path) || scopes.some((pattern) => covers(pattern, path));
  const mine = sources.filter(({ path }) => meant(path));
  const present: Map<BytePath, Present> = await lookAt(project, mine);
  for (const path of special) if (meant(path)) present.set(path, { kind: 'special' });
  return { present, moduleOf: new Map(mine.map(({ path, module }) => [path, module])) };
}

/** The state of paths that were scanned, in their order: content, modes, times, and which are hard links of one file. */
export async function lookAt(project: Project, found: readonly ScannedPath[]): Promise<Map<BytePath, Shape & { dev: bigint; ino: bigint }>> {
  const firstLinks = new Map<string, BytePath>();
  const plain = found.filter(({ status }) => status.kind === 'file');
  const items = plain.map(({ path, status }) => ({ path: joinBytes(toBytePath(project.root), path), sizeBytes: status.sizeBytes }));
  const hashed = await spread(project.files, 'digest', items, { pace: paceOf(project), what: 'reading' });
  const digests = new Map(plain.map(({ path }, i) => [path, hashed[i]!]));
  return new Map(
    found.map(({ path, status }) => {
      const shape = presentShape(project, path, status, digests.get(path));
      if (shape.kind === 'file' && status.linkCount > 1) {
        const key = `${status.dev}:${status.ino}`;
        shape.hardLink = firstLinks.get(key);
        if (shape.hardLink === undefined) firstLinks.set(key, path);
      }
      return [path, shape];
    }),
  );
}

function presentShape(project: Project, path: BytePath, status: FileStatus, sha256 = ''): Shape & { dev: bigint; ino: bigint } {
  const { mode, mtimeNs, sizeBytes, dev, ino, kind } = status;
  if (kind === 'folder') return { kind, mode, mtimeNs, dev, ino };
  if (kind === 'link') return { kind, mtimeNs, dev, ino, target: project.files.readLink(joinBytes(toBytePath(project.root), path)) };
  return { kind: 'file', mode, mtimeNs, sizeBytes, dev, ino, sha256 };
}

/** Folders above the modules' paths that went meanwhile. Throws CHANGED_MEANWHILE when something else is in their place. */
export function missingFolders(project: Project, operations: readonly Operation[]): Operation[] {
  const planned = new Set(operations.map(({ path }) => path));
  const missing = new Map<BytePath, Operation>();
  for (const { path, after } of operations) {
    if (after === undefined) continue;
    for (let folder = parentOf(path); folder !== '' && !planned.has(folder) && !missing.has(folder); folder = parentOf(folder)) {
      const status = statusInside(project.files, toBytePath(project.root), folder);
      if (status?.kind === 'folder') break;
      if (status !== undefined) {
        throw migrateError('CHANGED_MEANWHILE', { message: `${showPath(folder)} is a file now, where a folder is needed`, where: showPath(folder), hint: 'move it away' });
      }
      const mtimeNs = BigInt(project.now().getTime()) * 1_000_000n;
      missing.set(folder, { path: folder, before: undefined, after: { kind: 'folder', mode: 0o755, mtimeNs }, retouch: false });
    }
  }
  return [...missing.values()];
}

function toMap(entries: readonly Entry[]): Map<BytePath, Entry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}
