/** The configuration of gates: limits on a run's figures. */

import * as z from 'zod/mini';

const share = z.number().check(z.minimum(0), z.maximum(1));

/** `true` takes the limit at which one would roll back. */
function limit(schema: z.ZodMiniNumber, trigger: number) {
  return z.union([schema, z.pipe(z.literal(true), z.transform(() => trigger)), z.pipe(z.literal(false), z.transform(() => undefined))]);
}

export const gatesSchema = z.strictObject({
  /** Least share of cases that match. */
  parity: z._default(share, 1),
  /** Greatest share of what passed before that fails now. */
  failed_tests: z.optional(limit(share, 0.05)),
  /** Greatest slowdown: 0.10 is ten per cent slower. */
  slowdown: z.optional(limit(z.number().check(z.nonnegative()), 0.1)),
  /** Greatest growth of peak memory. */
  memory: z.optional(limit(z.number().check(z.nonnegative()), 0.1)),
  /** Least share of equal messages where both sides fail. */
  same_errors: z.optional(limit(share, 0.95)),
  /** Most changes of the public interface that no allow-list explains. */
  api_changes: z.optional(limit(z.int().check(z.nonnegative()), 0)),
});

export type GateLimits = z.output<typeof gatesSchema>;
