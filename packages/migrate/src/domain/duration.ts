/** Durations as people write them. */

import * as z from 'zod/mini';

/** A duration: seconds as a number, or text with a unit (`500ms`, `30s`, `2m`, `1h`). The result is in ms. */
export const duration = z.pipe(
  z.union([z.number().check(z.positive()), z.string().check(z.regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'is a duration such as 500ms, 30s or 2m'))]),
  z.transform((value) => {
    if (typeof value === 'number') return value * 1000;
    const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[value.replace(/[\d.]+/, '') as 'ms' | 's' | 'm' | 'h'];
    return Number.parseFloat(value) * unit;
  }),
);
