/** Writes the files of a bag beside its payload: what the bag says of itself, its digests, and the emergency kit. */

import { createHash } from 'node:crypto';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { bagDeclaration, formatBagInfo, formatManifest, tagFiles, type ManifestLine } from '../domain/bag.ts';
import { formatEntries, type Entry } from '../domain/entry.ts';
import type { Evidence } from '../domain/evidence.ts';
import { restoreGuide, restoreScript } from '../domain/restore-kit.ts';
import { payloadOf } from './bag-reader.ts';
import type { FileSystem } from './file-system.ts';

/** The lines of the tag files, the tag manifest's own last. */
export function writeTags(files: FileSystem, bag: BytePath, entries: readonly Entry[], evidence: Evidence): ManifestLine[] {
  files.makeFolder(joinBytes(bag, toBytePath('meta')));
  const { id, kind, message, parent } = evidence;
  const info = { id, kind, entries, at: new Date(evidence.at), message: message ?? undefined, parent: parent ?? undefined };
  const manifest = entries.flatMap((entry) => (entry.kind === 'file' ? [{ path: payloadOf(entry.path), sha256: entry.sha256 }] : []));
  const texts: Record<(typeof tagFiles)[number], Buffer> = {
    'bagit.txt': Buffer.from(bagDeclaration),
    'bag-info.txt': Buffer.from(formatBagInfo(info)),
    'manifest-sha256.txt': Buffer.from(formatManifest(manifest), 'latin1'),
    'meta/entries.jsonl': Buffer.from(formatEntries(entries)),
    'meta/evidence.json': Buffer.from(`${JSON.stringify(evidence, undefined, 2)}\n`),
    'RESTORE.md': Buffer.from(restoreGuide(id)),
    'restore.sh': Buffer.from(restoreScript(id, entries, (file) => payloadOf(file.path)), 'latin1'),
  };
  const write = (name: string, data: Buffer): ManifestLine => {
    const path = toBytePath(name);
    const descriptor = files.open(joinBytes(bag, path), 'create', name.endsWith('.sh') ? 0o555 : 0o444);
    try {
      files.write(descriptor, data);
    } finally {
      files.close(descriptor);
    }
    return { path, sha256: createHash('sha256').update(data).digest('hex') };
  };
  const lines = tagFiles.map((name) => write(name, texts[name]));
  return [...lines, write('tagmanifest-sha256.txt', Buffer.from(formatManifest(lines), 'latin1'))];
}
