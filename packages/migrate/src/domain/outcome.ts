/** An outcome: what a runner did with a case, as it is recorded. No judgement is in it. */

import * as z from 'zod/mini';

/** A text too long or not fit to stand in a report: it lies beside it. */
const storedText = z.object({
  /** Path relative to the run's folder; null when only the digest was kept. */
  stored: z.nullable(z.string()),
  bytes: z.number(),
  sha256: z.string(),
  /** Only the beginning was kept; size and digest are those of the whole. */
  truncated: z.optional(z.boolean()),
});
export type StoredText = z.output<typeof storedText>;

const fileEntry = z.discriminatedUnion('kind', [
  /** `stored` is null when the content was not kept, as where both sides wrote the same bytes. */
  z.object({ kind: z.literal('file'), bytes: z.number(), sha256: z.string(), executable: z.boolean(), stored: z.nullable(z.string()) }),
  z.object({ kind: z.literal('link'), target: z.string() }),
  z.object({ kind: z.literal('folder') }),
  z.object({ kind: z.literal('other') }),
]);
export type FileEntry = z.output<typeof fileEntry>;

export const outcomeSchema = z.object({
  exit_code: z.nullable(z.number()),
  signal: z.nullable(z.string()),
  timed_out: z.boolean(),
  duration_ms: z.number(),
  /** Of the whole process tree; null where it could not be measured. */
  peak_memory_mb: z.nullable(z.number()),
  stdout: z.union([z.string(), storedText]),
  stderr: z.union([z.string(), storedText]),
  /** What a function returned, as JSON; undefined for programs. */
  value: z.optional(z.json()),
  files: z.record(z.string(), fileEntry),
});

/** What a runner did with a case. Keys as in the report. */
export type Outcome = z.output<typeof outcomeSchema>;
