/** What a change that is under way has promised, `tx/<id>/journal.json`: enough to finish or undo it after any interruption. */

import * as z from 'zod/mini';
import { operationModel } from './change.ts';

const common = { schema_version: z.literal(1), id: z.string(), by: z.string(), at: z.string(), modules: z.array(z.string()) };
const flagChange = z.strictObject({ from: z.unknown(), to: z.unknown() });

/** How a change ends: what it is called in the ledger, and what remains to be done once the files are in place. */
const changeJournal = z.strictObject({
  ...common,
  kind: z.enum(['switch', 'rollback']),
  /** The rollback point that is gone to; null for a switch. */
  point: z.nullable(z.string()),
  /** The state before; null when nothing of it could be lost. */
  safety_point: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  forced: z.boolean(),
  operations: z.array(operationModel),
  /** What was left as it is: how many paths equal the point, and which were kept though they do not. */
  unchanged: z.int(),
  kept: z.array(z.string()),
  flags: z.record(z.string(), flagChange),
  /** Commands that switch a module or switch it back, run once the files are in place. */
  actions: z.array(z.strictObject({ module: z.string(), command: z.array(z.string()), undo: z.array(z.string()) })),
  /** Which side serves each module of the change, once it is done. */
  serving: z.record(z.string(), z.union([z.enum(['legacy', 'candidate']), z.number()])),
  evidence: z.record(z.string(), z.unknown()),
});

/** A backup or a removal of backups: the ledger line that is still to be written. */
const storeJournal = z.strictObject({
  ...common,
  kind: z.enum(['backup', 'prune']),
  ids: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

export const journalModel = z.discriminatedUnion('kind', [changeJournal, storeJournal]);
export type ChangeJournal = z.infer<typeof changeJournal>;
export type StoreJournal = z.infer<typeof storeJournal>;
export type Journal = z.infer<typeof journalModel>;
