/** The configuration of comparing: what is captured, and the rules by which outcomes are judged. */

import * as z from 'zod/mini';
import { filledText } from './text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const reason = z.string().check(z.trim(), z.minLength(1, 'needs a reason: why may this be left out of the comparison?'));
const pointer = z.string().check(z.regex(/^(\/.*)?$/, 'is a JSON Pointer and begins with "/"'));
const aspect = z
  .string()
  .check(z.regex(/^(exit_code|stdout|stderr|value|file:.+)$/, 'is exit_code, stdout, stderr, value or file:PATH'));
const scope = {
  reason,
  /** A `file:PATH` may hold globs. */
  aspect: z.optional(aspect),
  /** A glob of case ids. */
  case: z.optional(filledText),
};

const ignoreSchema = z.strictObject({ path: pointer, ...scope });
const toleranceSchema = z
  .strictObject({ path: pointer, relative: z.optional(z.number().check(z.nonnegative())), absolute: z.optional(z.number().check(z.nonnegative())), ...scope })
  .check(z.refine((rule) => rule.relative !== undefined || rule.absolute !== undefined, 'needs relative or absolute'));
const unorderedSchema = z.strictObject({ path: pointer, ...scope });
const scrubSchema = z.strictObject({
  pattern: filledText.check(z.superRefine((pattern, context) => {
    try {
      RegExp(pattern, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `is not a regular expression: ${(error as Error).message}` });
    }
  })),
  with: z.string(),
  /** `i` for either case, `m` so that ^ and $ stand for the ends of lines, `s` so that . takes line ends. */
  flags: z._default(z.string().check(z.regex(/^[ims]*$/, 'is made of i, m and s')), ''),
  /** Only the texts of this side; without it both. */
  side: z.optional(z.enum(['legacy', 'candidate'])),
  ...scope,
});
const expectedSchema = z.strictObject({ case: filledText, path: z._default(pointer, ''), aspect: z.optional(aspect), reason });

const valueTable = z.record(z.string(), scalar);
const move = z.strictObject({
  /** Where the value goes: one place, or several. */
  to: z.union([pointer, z.array(pointer).check(z.minLength(1))]),
  /** What each value becomes; one that is not listed stays as it is. */
  values: z.optional(valueTable),
  aspect: z.optional(aspect),
});
const mapSchema = z.record(pointer, z.union([move, valueTable]));

export const compareSchema = z
  .strictObject({
    ignore: z._default(z.array(ignoreSchema), []),
    tolerance: z._default(z.array(toleranceSchema), []),
    unordered: z._default(z.array(unorderedSchema), []),
    scrub: z._default(z.array(scrubSchema), []),
    map: z.prefault(z.strictObject({ legacy: z._default(mapSchema, {}), candidate: z._default(mapSchema, {}) }), {}),
    tables: z._default(z.record(z.string(), z.strictObject({ key: z.optional(z.array(z.string()).check(z.minLength(1))) })), {}),
    expected: z._default(z.array(expectedSchema), []),
  })
  .check(z.superRefine((rules, context) => {
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
  }));

export const captureSchema = z.strictObject({
  exit_code: z._default(z.boolean(), true),
  stdout: z._default(z.union([z.literal('text'), z.literal('json'), z.literal(false)]), 'text'),
  stderr: z._default(z.union([z.literal('text'), z.literal('json'), z.literal(false)]), 'text'),
  files: z._default(z.array(z.string()), ['**']),
});

export type CompareRules = z.output<typeof compareSchema>;
export type CaptureRules = z.output<typeof captureSchema>;
export type MapRules = z.output<typeof mapSchema>;
