/** Reads bags: what is in the store, what a bag says, and whether every byte of it is as it was. */

import { createHash } from 'node:crypto';
import { byBytes, joinBytes, parentOf, showPath, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { bagDeclaration, parseManifest, payloadPath, tagFiles } from '../domain/bag.ts';
import { isSafe, parseEntries, type Entry, type FileEntry } from '../domain/entry.ts';
import { migrateError } from '../domain/errors.ts';
import { evidenceModel, type Evidence } from '../domain/evidence.ts';
import { idPattern } from '../domain/id.ts';
import { hashFile } from './content.ts';
import { errorCode, isMissing, type FileSystem } from './file-system.ts';
import type { Pace } from './pace.ts';
import { readBytes } from './text-file.ts';

export interface Bag {
  /** The bag's folder. */
  path: BytePath;
  evidence: Evidence;
  entries: Entry[];
}

export interface BagProblem {
  path: BytePath;
  problem: 'damaged' | 'missing' | 'extra';
}

/** The ids in the store, oldest first. An id's folder exists only when the backup is complete. */
export function listBags(files: FileSystem, store: BytePath): string[] {
  if (files.status(store) === undefined) return [];
  return files.list(store).filter((name) => idPattern.test(name)).sort(byBytes);
}

/** Reads what a bag says of itself. Throws BACKUP_DAMAGED. Nothing is checked against the manifests yet. */
export function readBag(files: FileSystem, path: BytePath): Bag {
  return { path, evidence: readEvidence(files, path), entries: parseEntries(readTag(files, path, 'meta/entries.jsonl').toString('utf8')) };
}

export function readEvidence(files: FileSystem, path: BytePath): Evidence {
  const text = readTag(files, path, 'meta/evidence.json').toString('utf8');
  try {
    return evidenceModel.parse(JSON.parse(text));
  } catch (cause) {
    throw migrateError('BACKUP_DAMAGED', { message: `meta/evidence.json of backup ${nameOf(path)} can't be read`, where: showPath(path), cause });
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
  { seal, wanted, pace }: { seal?: string | undefined; wanted?: readonly FileEntry[]; pace: Pace },
): Promise<BagProblem[]> {
  const problems: BagProblem[] = [];
  const folders = new Set<BytePath>();
  const check = (name: BytePath, sha256: string | undefined): void => {
    const problem = problemWith(files, path, name, sha256, folders);
    if (problem !== undefined) problems.push({ path: name, problem });
  };
  const tagManifest = toBytePath('tagmanifest-sha256.txt');
  check(tagManifest, seal);
  if (problems.length > 0) return problems;
  const tags = parseManifest(readTag(files, path, tagManifest).toString('latin1'), tagManifest);
  for (const name of tagFiles) check(toBytePath(name), tags.get(toBytePath(name)) ?? '');
  if (problems.length > 0) return problems;
  if (readTag(files, path, 'bagit.txt').toString('utf8') !== bagDeclaration) return [{ path: toBytePath('bagit.txt'), problem: 'damaged' }];
  const manifest = parseManifest(readTag(files, path, 'manifest-sha256.txt').toString('latin1'), 'manifest-sha256.txt');
  const needed = wanted === undefined ? [...manifest.keys()] : wanted.map((file) => payloadOf(file.path));
  let done = 0;
  for (const name of needed) {
    check(name, manifest.get(name) ?? '');
    const waiting = pace('checking', ++done, needed.length);
    if (waiting) await waiting;
  }
  if (wanted === undefined) {
    const known = new Set<string>([...manifest.keys(), ...tags.keys(), tagManifest]);
    for (const name of filesIn(files, path)) if (!known.has(name)) problems.push({ path: name, problem: 'extra' });
  }
  return problems.sort((a, b) => byBytes(a.path, b.path));
}

function problemWith(
  files: FileSystem,
  bag: BytePath,
  name: BytePath,
  sha256: string | undefined,
  realFolders: Set<BytePath>,
): BagProblem['problem'] | undefined {
  if (!isSafe(name)) return 'damaged';
  for (let folder = parentOf(name); folder !== '' && !realFolders.has(folder); folder = parentOf(folder)) {
    const kind = files.status(joinBytes(bag, folder))?.kind;
    if (kind === undefined) return 'missing';
    if (kind !== 'folder') return 'damaged';
    realFolders.add(folder);
  }
  const full = joinBytes(bag, name);
  try {
    const digest = hashFile(files, full);
    return sha256 === undefined || digest === sha256 ? undefined : 'damaged';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    // A link or a folder in its place, or a sector that can't be read.
    if (['ELOOP', 'EMLINK', 'EISDIR', 'EIO'].includes(errorCode(error) ?? '')) return 'damaged';
    throw error;
  }
}

function filesIn(files: FileSystem, bag: BytePath, folder: BytePath = toBytePath('')): BytePath[] {
  return files.list(folder === '' ? bag : joinBytes(bag, folder)).flatMap((name) => {
    const path = joinBytes(folder, name);
    return files.status(joinBytes(bag, path))?.kind === 'folder' ? filesIn(files, bag, path) : [path];
  });
}

function readTag(files: FileSystem, bag: BytePath, name: string): Buffer {
  const path = joinBytes(bag, toBytePath(name));
  const bytes = files.status(path)?.kind === 'file' ? readBytes(files, path) : undefined;
  if (bytes !== undefined) return bytes;
  throw migrateError('BACKUP_DAMAGED', { message: `backup ${nameOf(bag)} has no ${name}`, where: showPath(path) });
}

function nameOf(bag: BytePath): string {
  return showPath(bag.slice(bag.lastIndexOf('/') + 1) as BytePath);
}
