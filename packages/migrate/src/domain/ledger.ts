/** The ledger: one line per thing done, each with the digest of the line before, so that a changed or lost line shows. */

import * as z from 'zod/mini';
import { migrateError } from './errors.ts';

export const ledgerKinds = ['backup', 'parity', 'switch', 'rollback', 'verify', 'prune', 'record'] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

export const ledgerLine = z.strictObject({
  schema_version: z.literal(1),
  seq: z.int().check(z.positive()),
  id: z.string(),
  /** UTC, ISO 8601. */
  at: z.string(),
  kind: z.enum(ledgerKinds),
  /** Who did it: user and host. */
  by: z.string(),
  modules: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 of the line before without its line break; null in the first. */
  prev: z.nullable(z.string()),
});

export type LedgerLine = z.infer<typeof ledgerLine>;

export interface ParsedLedger {
  lines: LedgerLine[];
  /** Text after the last line break: a line that was being written when the power went. */
  torn: string;
  /** The first line at which the chain does not hold, counted from 1. */
  brokenAt: number | undefined;
}

/** Reads a ledger's text; `sha256` digests a line. Throws LEDGER_BROKEN for a line that is no ledger line. */
export function parseLedger(text: string, sha256: (line: string) => string): ParsedLedger {
  const end = text.lastIndexOf('\n') + 1;
  const texts = text.slice(0, end).split('\n').slice(0, -1);
  let prev: string | null = null;
  let brokenAt: number | undefined;
  const lines = texts.map((lineText, i) => {
    const line = parseLine(lineText, i + 1);
    if (line.prev !== prev || line.seq !== i + 1) brokenAt ??= i + 1;
    prev = sha256(lineText);
    return line;
  });
  return { lines, torn: text.slice(end), brokenAt };
}

function parseLine(text: string, number: number): LedgerLine {
  try {
    return ledgerLine.parse(JSON.parse(text));
  } catch (cause) {
    throw migrateError('LEDGER_BROKEN', {
      message: `line ${number} of the ledger is not a ledger line`,
      where: `.cutover/ledger.jsonl:${number}`,
      hint: 'restore the file from a copy, or move it away: backups can be restored without it (rollback --from)',
      cause,
    });
  }
}
