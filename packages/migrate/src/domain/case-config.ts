/** The configuration of cases: lists, matrices and sources, with ids that must not clash. */

import * as z from 'zod/mini';
import { idOfFields, matrixRows } from './case.ts';
import { filledText } from './text.ts';

const givenCase = z.pipe(
  z.looseObject({ id: z.optional(z.coerce.string().check(z.minLength(1))), files: z.optional(z.array(filledText)), fixture: z.optional(filledText) }),
  z.transform((record) => ({ kind: 'case' as const, record: record as Record<string, unknown> })),
);
const source = z.pipe(
  z.strictObject({ from: filledText }),
  z.transform((value) => ({ kind: 'source' as const, ...value })),
);
const matrix = z.pipe(
  z.strictObject({ matrix: z.record(z.string(), z.array(z.json()).check(z.minLength(1, 'needs at least one value'))) }),
  z.transform((value) => ({ kind: 'matrix' as const, ...value })),
);

/** One entry of `cases`: a case, `from: SOURCE` alone, or `matrix: {…}` alone. A case may well have a field named `from`. */
const entrySchema = z.pipe(z.looseObject({}), z.transform((entry, { issues }) => {
  const keys = Object.keys(entry);
  const only = keys.length === 1 ? keys[0] : undefined;
  const result = (only === 'from' ? source : only === 'matrix' ? matrix : givenCase).safeParse(entry);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) issues.push({ code: 'custom', input: entry, path, message: message.replace(/^Invalid input: /, '') });
  return z.NEVER;
}));

export const casesSchema = z.array(entrySchema).check(z.superRefine((entries, context) => {
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
}));

export type CaseEntry = z.output<typeof entrySchema>;

function idsOf(entry: CaseEntry): (string | undefined)[] {
  if (entry.kind === 'source') return [];
  const records = entry.kind === 'case' ? [entry.record] : matrixRows(entry.matrix);
  return records.map(idOfFields);
}
