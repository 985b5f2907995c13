/** The texts of a BagIt 1.0 bag (RFC 8493): where content goes, manifests, and what the bag says of itself. */

import { byBytes, toText, type BytePath } from './byte-path.ts';
import { migrateError } from './errors.ts';
import type { Entry, FileEntry } from './entry.ts';

export const bagDeclaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** The files of a bag beside its payload, in the order of the tag manifest; `bagit.txt` first. */
export const tagFiles = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'meta/entries.jsonl', 'meta/evidence.json', 'RESTORE.md', 'restore.sh'] as const;

/**
 * Where a path's content lies in the bag. Names on which sha256sum, shasum and bagit-python disagree when they stand in a
 * manifest go by the digest of the path instead; so do paths that would lie where those are kept.
 */
export function payloadPath(path: BytePath, sha256: (path: BytePath) => string): BytePath {
  return (isOdd(path) ? `data/.odd/${sha256(path)}` : `data/${path}`) as BytePath;
}

/** In the folder of odd names, with a character that tools escape in their own ways, or with a step that begins or ends with a blank. */
const odd = /^\.odd(?:\/|$)|[%\r\n\\]|(?:^|\/) | (?:\/|$)/;

function isOdd(path: BytePath): boolean {
  return odd.test(path) || toText(path) === undefined;
}

export interface ManifestLine {
  path: BytePath;
  sha256: string;
}

/** A manifest's bytes (one character each): `digest  path`, as `sha256sum -c` reads it. */
export function formatManifest(lines: readonly ManifestLine[]): string {
  return [...lines].sort((a, b) => byBytes(a.path, b.path)).map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** Reads a manifest's bytes. Throws BACKUP_DAMAGED for a line that is none. */
export function parseManifest(text: string, label: string): Map<BytePath, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line, i) => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/s.exec(line);
      if (!match) throw migrateError('BACKUP_DAMAGED', { message: `line ${i + 1} of ${label} is not "digest  path"`, where: `${label}:${i + 1}` });
      return [match[2] as BytePath, match[1]!];
    }),
  );
}

export interface BagInfo {
  id: string;
  at: Date;
  kind: string;
  parent: string | undefined;
  message: string | undefined;
  entries: readonly Entry[];
}

/** `bag-info.txt`; a message of several lines becomes one, its exact text stands in the evidence. */
export function formatBagInfo(info: BagInfo): string {
  const files = info.entries.filter((entry): entry is FileEntry => entry.kind === 'file');
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const fields: [string, string | undefined][] = [
    ['Bagging-Date', info.at.toISOString().slice(0, 10)],
    ['External-Identifier', info.id],
    ['External-Description', info.message?.replace(/\s+/g, ' ').trim()],
    ['Payload-Oxum', `${bytes}.${files.length}`],
    ['Cutover-Kind', info.kind],
    ['Cutover-Parent', info.parent],
  ];
  return fields
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([label, value]) => `${label}: ${value}\n`)
    .join('');
}
