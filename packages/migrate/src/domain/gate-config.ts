/** The configuration of gates: limits on a run's figures. */

import * as z from 'zod';

const share = z.number().min(0).max(1);

/** `true` takes the limit at which one would roll back. */
function limit(schema: z.ZodNumber, trigger: number) {
  return z.union([schema, z.literal(true).transform(() => trigger), z.literal(false).transform(() => undefined)]);
}

export const gatesSchema = z.strictObject({
  /** Least share of cases that match. */
  parity: share.default(1),
  /** Greatest share of what passed before that fails now. */
  failed_tests: limit(share, 0.05).optional(),
  /** Greatest slowdown: 0.10 is ten per cent slower. */
  slowdown: limit(z.number().nonnegative(), 0.1).optional(),
  /** Greatest growth of peak memory. */
  memory: limit(z.number().nonnegative(), 0.1).optional(),
  /** Least share of equal messages where both sides fail. */
  same_errors: limit(share, 0.95).optional(),
  /** Most changes of the public interface that no allow-list explains. */
  api_changes: limit(z.number().int().nonnegative(), 0).optional(),
});

export type GateLimits = z.output<typeof gatesSchema>;
