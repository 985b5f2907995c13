/** What was known at the moment of a backup, `meta/evidence.json`: it makes a backup a rollback point. */

import * as z from 'zod/mini';

const encodedName = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
const flagValue = z.union([z.boolean(), z.number(), z.string(), z.null()]);
export type FlagValue = z.infer<typeof flagValue>;

export const gitState = z.strictObject({ commit: z.string(), dirty: z.boolean() });
export type GitState = z.infer<typeof gitState>;

export const evidenceModel = z.strictObject({
  schema_version: z.literal(1),
  id: z.string(),
  kind: z.enum(['backup', 'switch', 'safety']),
  at: z.string(),
  message: z.nullable(z.string()),
  parent: z.nullable(z.string()),
  /** The patterns of each module that the backup holds, so that what came since can be told from what was never meant. */
  scope: z.record(z.string(), z.array(z.string())),
  /** A safety point holds only what a change was about to touch: the rest was as this rollback point has it. Null: all is here. */
  base: z.nullable(z.string()),
  /** Paths of which a safety point knows that nothing was there. */
  absent: z.array(encodedName),
  flags: z.record(z.string(), flagValue),
  /** Modules that were switched by a command: whether the candidate served. */
  switched: z.record(z.string(), z.boolean()),
  git: z.nullable(gitState),
  parity: z.nullable(z.record(z.string(), z.unknown())),
  verify: z.nullable(z.record(z.string(), z.unknown())),
  versions: z.record(z.string(), z.string()),
  /** Sockets, pipes and devices, which no backup can hold; for people. */
  skipped: z.array(z.string()),
  /** Names that are one and the same on other file systems; for people. */
  clashes: z.array(z.array(z.string())),
});

export type Evidence = z.infer<typeof evidenceModel>;
export type BackupKind = Evidence['kind'];
