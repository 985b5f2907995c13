/** The configuration of comparing: what is captured, and the rules by which outcomes are judged. */

import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const reason = z.string().trim().min(1, 'needs a reason: why may this be left out of the comparison?');
const pointer = z.string().regex(/^(\/.*)?$/, 'is a JSON Pointer and begins with "/"');
const aspect = z
  .string()
  .regex(/^(exit_code|stdout|stderr|value|file:.+)$/, 'is exit_code, stdout, stderr, value or file:PATH');
const scope = {
  reason,
  /** A `file:PATH` may hold globs. */
  aspect: aspect.optional(),
  /** A glob of case ids. */
  case: z.string().min(1).optional(),
};

const ignoreSchema = z.strictObject({ path: pointer, ...scope });
const toleranceSchema = z
  .strictObject({ path: pointer, relative: z.number().nonnegative().optional(), absolute: z.number().nonnegative().optional(), ...scope })
  .refine((rule) => rule.relative !== undefined || rule.absolute !== undefined, 'needs relative or absolute');
const unorderedSchema = z.strictObject({ path: pointer, ...scope });
const scrubSchema = z.strictObject({
  pattern: z.string().min(1).superRefine((pattern, context) => {
    try {
      RegExp(pattern, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `is not a regular expression: ${(error as Error).message}` });
    }
  }),
  with: z.string(),
  /** `i` for either case, `m` so that ^ and $ stand for the ends of lines, `s` so that . takes line ends. */
  flags: z.string().regex(/^[ims]*$/, 'is made of i, m and s').default(''),
  /** Only the texts of this side; without it both. */
  side: z.enum(['legacy', 'candidate']).optional(),
  ...scope,
});
const expectedSchema = z.strictObject({ case: z.string().min(1), path: pointer.default(''), aspect: aspect.optional(), reason });

const valueTable = z.record(z.string(), scalar);
const move = z.strictObject({
  /** Where the value goes: one place, or several. */
  to: z.union([pointer, z.array(pointer).min(1)]),
  /** What each value becomes; one that is not listed stays as it is. */
  values: valueTable.optional(),
  aspect: aspect.optional(),
});
const mapSchema = z.record(pointer, z.union([move, valueTable]));

export const compareSchema = z
  .strictObject({
    ignore: z.array(ignoreSchema).default([]),
    tolerance: z.array(toleranceSchema).default([]),
    unordered: z.array(unorderedSchema).default([]),
    scrub: z.array(scrubSchema).default([]),
    map: z.strictObject({ legacy: mapSchema.default({}), candidate: mapSchema.default({}) }).prefault({}),
    tables: z.record(z.string(), z.strictObject({ key: z.array(z.string()).min(1).optional() })).default({}),
    expected: z.array(expectedSchema).default([]),
  })
  .superRefine((rules, context) => {
    for (const kind of ['ignore', 'tolerance', 'unordered', 'scrub', 'expected'] as const) {
      const seen = new Map<string, number>();
      rules[kind].forEach((rule, i) => {
        const { reason: _reason, ...what } = rule;
        const key = JSON.stringify(Object.entries(what).sort(([a], [b]) => (a < b ? -1 : 1)));
        const first = seen.get(key);
        if (first !== undefined) context.addIssue({ code: 'custom', path: [kind, i], message: `is a duplicate of ${kind}[${first}]` });
        else seen.set(key, i);
      });
    }
  });

export const captureSchema = z.strictObject({
  exit_code: z.boolean().default(true),
  stdout: z.union([z.literal('text'), z.literal('json'), z.literal(false)]).default('text'),
  stderr: z.union([z.literal('text'), z.literal('json'), z.literal(false)]).default('text'),
  files: z.array(z.string()).default(['**']),
});

export type CompareRules = z.output<typeof compareSchema>;
export type CaptureRules = z.output<typeof captureSchema>;
export type MapRules = z.output<typeof mapSchema>;
