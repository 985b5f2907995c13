/** Reads bags: what is in the store, what a bag says, and whether every byte of it is as it was. */

import { createHash } from 'node:crypto';
import { byBytes, joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { bagDeclaration, parseManifest, payloadPath, tagFiles } from '../domain/bag.ts';
import { isSafe, parseEntries, type Entry, type FileEntry } from '../domain/entry.ts';
import { migrateError } from '../domain/errors.ts';
import { evidenceModel, type Evidence } from '../domain/evidence.ts';
import { idPattern } from '../domain/id.ts';
import type { FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { spread } from './spread.ts';
import { readBytes } from './text-file.ts';

export interface Bag {
  /** The bag's folder. */
  path: BytePath;
  evidence: Evidence;
  entries: readonly Entry[];
}

export interface BagProblem {
  path: BytePath;
  problem: 'damaged' | 'missing' | 'extra';
}

const unreadableHint = 'name another backup, or move this one out of the store: "cutover migrate backups --verify" says which are whole';

/** The ids in the store, oldest first. An id's folder exists only when the backup is complete. */
export function listBags(files: FileSystem, store: BytePath): string[] {
  if (files.status(store) === undefined) return [];
  return files.list(store).filter((name) => idPattern.test(name)).sort(byBytes);
}

/** Reads what a bag says of itself. Throws BACKUP_DAMAGED. Nothing is checked against the manifests yet. */
export function readBag(files: FileSystem, path: BytePath): Bag {
  return { path, evidence: readEvidence(files, path), entries: readEntries(files, path) };
}

function readEntries(files: FileSystem, path: BytePath): readonly Entry[] {
  const text = readTag(files, path, 'meta/entries.jsonl').toString('utf8');
  try {
    return parseEntries(text);
  } catch (cause) {
    throw migrateError('BACKUP_DAMAGED', { message: `backup ${nameOf(path)} can't be read: ${(cause as Error).message}`, where: showPath(path), hint: unreadableHint, cause });
  }
}

export function readEvidence(files: FileSystem, path: BytePath): Evidence {
  const text = readTag(files, path, 'meta/evidence.json').toString('utf8');
  try {
    return evidenceModel.parse(JSON.parse(text));
  } catch (cause) {
    throw migrateError('BACKUP_DAMAGED', { message: `meta/evidence.json of backup ${nameOf(path)} can't be read`, where: showPath(path), hint: unreadableHint, cause });
  }
}

/** Where a file's content lies, relative to the bag. */
export function payloadOf(path: BytePath): BytePath {
  return payloadPath(path, (name) => createHash('sha256').update(Buffer.from(name, 'latin1')).digest('hex'));
}

/**
 * Compares a bag with its manifests, and these with `seal`, the digest in the ledger. `wanted` limits the payload that is
 * read to those files; without it every byte is read and files too many are found. Links are never followed.
 */
export async function checkBag(
  files: FileSystem,
  path: BytePath,
  { seal, wanted, pace }: { seal?: string | undefined; wanted?: readonly FileEntry[] | undefined; pace: Pace },
): Promise<BagProblem[]> {
  const problems: BagProblem[] = [];
  const folders = new Set<BytePath>();
  const check = async (lines: (readonly [BytePath, string | undefined])[]): Promise<void> => {
    const inFolders = lines.map(([name]) => folderProblem(files, path, name, folders));
    const readable = lines.filter((_, i) => inFolders[i] === undefined).map(([name, sha256]) => ({ path: joinBytes(path, name), sha256 }));
    const found = await spread(files, 'check', readable, { pace, what: 'checking' });
    for (const [i, [name]] of lines.entries()) {
      const problem = inFolders[i] ?? found.shift();
      if (problem !== undefined) problems.push({ path: name, problem });
    }
  };
  const tagManifest = toBytePath('tagmanifest-sha256.txt');
  await check([[tagManifest, seal]]);
  if (problems.length > 0) return problems;
  const tags = parseManifest(readTag(files, path, tagManifest).toString('latin1'), tagManifest);
  await check(tagFiles.map((name) => [toBytePath(name), tags.get(toBytePath(name)) ?? '']));
  if (problems.length > 0) return problems;
  if (readTag(files, path, 'bagit.txt').toString('utf8') !== bagDeclaration) return [{ path: toBytePath('bagit.txt'), problem: 'damaged' }];
  const manifest = parseManifest(readTag(files, path, 'manifest-sha256.txt').toString('latin1'), 'manifest-sha256.txt');
  await check(wanted === undefined ? [...manifest] : wanted.map(({ path: file }) => [payloadOf(file), manifest.get(payloadOf(file)) ?? '']));
  if (wanted === undefined) {
    const known = new Set<BytePath>([...manifest.keys(), ...tags.keys(), tagManifest]);
    for (const name of unknownFiles(files, path, known)) problems.push({ path: name, problem: 'extra' });
  }
  return problems.sort((a, b) => byBytes(a.path, b.path));
}

/** What is wrong with the way to a file of the bag: every folder must be a real one. */
function folderProblem(files: FileSystem, bag: BytePath, name: BytePath, realFolders: Set<BytePath>): BagProblem['problem'] | undefined {
  if (!isSafe(name)) return 'damaged';
  for (let folder = parentOf(name); folder !== '' && !realFolders.has(folder); folder = parentOf(folder)) {
    const kind = files.status(joinBytes(bag, folder))?.kind;
    if (kind === undefined) return 'missing';
    if (kind !== 'folder') return 'damaged';
    realFolders.add(folder);
  }
  return undefined;
}

/** The files in a bag that are not `known`; a path that is known is a file and needs no look. */
function unknownFiles(files: FileSystem, bag: BytePath, known: ReadonlySet<BytePath>, folder: BytePath = toBytePath('')): BytePath[] {
  return files.list(folder === '' ? bag : joinBytes(bag, folder)).flatMap((name) => {
    const path = joinBytes(folder, name);
    if (known.has(path)) return [];
    return files.status(joinBytes(bag, path))?.kind === 'folder' ? unknownFiles(files, bag, known, path) : [path];
  });
}

function readTag(files: FileSystem, bag: BytePath, name: string): Buffer {
  const path = joinBytes(bag, toBytePath(name));
  const bytes = files.status(path)?.kind === 'file' ? readBytes(files, path) : undefined;
  if (bytes !== undefined) return bytes;
  throw migrateError('BACKUP_DAMAGED', { message: `backup ${nameOf(bag)} has no ${name}`, where: showPath(path), hint: unreadableHint });
}

function nameOf(bag: BytePath): string {
  return showPath(bag.slice(bag.lastIndexOf('/') + 1) as BytePath);
}
