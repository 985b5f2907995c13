/** The step of a change that gives the flags file other values. */

import { createHash } from 'node:crypto';
import { toBytePath } from './domain/byte-path.ts';
import type { Operation } from './domain/change.ts';
import { migrateError } from './domain/errors.ts';
import type { FlagValue } from './domain/evidence.ts';
import { editFlags, readFlags, readFlagsText } from './edges/flags-file.ts';
import { statusInside } from './edges/scan.ts';
import type { Content } from './edges/staging.ts';
import type { Project } from './project.ts';

export interface FlagStep {
  operation: Operation;
  content: Content;
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** The step that gives the flags file other values; undefined when it has them already. */
export function flagStepTo(project: Project, wanted: Readonly<Record<string, FlagValue>>): FlagStep | undefined {
  const { flags } = project.config;
  const root = toBytePath(project.root);
  if (flags === undefined) return undefined;
  const current = readFlags(project.files, root, project.config);
  const changed = Object.entries(wanted).filter(([name, value]) => (current[name] ?? null) !== value);
  if (changed.length === 0) return undefined;
  const path = toBytePath(flags.file);
  const text = readFlagsText(project.files, root, flags);
  const status = statusInside(project.files, root, path);
  if (status?.kind !== 'file') throw migrateError('FLAGS_INVALID', { message: `the flags file ${flags.file} is not a plain file`, where: flags.file });
  const bytes = Buffer.from(editFlags(text, flags, Object.fromEntries(changed)));
  const { mode, mtimeNs, dev, ino } = status;
  const after = { kind: 'file' as const, mode, mtimeNs: BigInt(project.now().getTime()) * 1_000_000n, sizeBytes: bytes.length, sha256: sha256(bytes) };
  const before = { kind: 'file' as const, mode, mtimeNs, dev, ino, sizeBytes: status.sizeBytes, sha256: sha256(Buffer.from(text)) };
  return {
    operation: { path, before, after, retouch: false },
    content: { bytes },
    changes: Object.fromEntries(changed.map(([name, value]) => [name, { from: current[name] ?? null, to: value }])),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
