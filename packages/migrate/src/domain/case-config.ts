/** The configuration of cases: lists, matrices and sources, with ids that must not clash. */

import * as z from 'zod';
import { idOfFields, matrixRows } from './case.ts';

const given = z.looseObject({
  id: z.coerce.string().min(1).optional(),
  files: z.array(z.string().min(1)).optional(),
  fixture: z.string().min(1).optional(),
});

/** One entry of `cases`: a case, `from: SOURCE` alone, or `matrix: {…}` alone. A case may well have a field named `from`. */
const entrySchema = z.looseObject({}).transform((entry, context) => {
  const keys = Object.keys(entry);
  const only = keys.length === 1 ? keys[0] : undefined;
  const schema =
    only === 'from'
      ? z.strictObject({ from: z.string().min(1) }).transform((value) => ({ kind: 'source' as const, ...value }))
      : only === 'matrix'
        ? z
            .strictObject({ matrix: z.record(z.string(), z.array(z.json()).min(1, 'needs at least one value')) })
            .transform((value) => ({ kind: 'matrix' as const, ...value }))
        : given.transform((record) => ({ kind: 'case' as const, record: record as Record<string, unknown> }));
  const result = schema.safeParse(entry);
  if (result.success) return result.data;
  for (const issue of result.error.issues) context.addIssue({ code: 'custom', path: issue.path, message: issue.message.replace(/^Invalid input: /, '') });
  return z.NEVER;
});

export const casesSchema = z.array(entrySchema).superRefine((entries, context) => {
  const seen = new Map<string, number>();
  entries.forEach((entry, i) => {
    for (const id of idsOf(entry)) {
      if (id === undefined) {
        context.addIssue({ code: 'custom', path: [i], message: 'is a case without an id and without fields: nothing tells it from others' });
        continue;
      }
      const first = seen.get(id);
      if (first !== undefined) context.addIssue({ code: 'custom', path: [i], message: `has the id "${id}", which cases[${first}] has already` });
      seen.set(id, i);
    }
  });
});

export type CaseEntry = z.output<typeof entrySchema>;

function idsOf(entry: CaseEntry): (string | undefined)[] {
  if (entry.kind === 'source') return [];
  const records = entry.kind === 'case' ? [entry.record] : matrixRows(entry.matrix);
  return records.map(idOfFields);
}
