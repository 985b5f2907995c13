/** One line of the execution history. */

import * as z from 'zod/mini';

export const historyEntrySchema = z.object({
  script_name: z.string(),
  script_path: z.string(),
  /** ISO 8601. */
  timestamp: z.string(),
  execution_result: z.object({
    success: z.boolean(),
    /** Seconds. */
    execution_time: z.number(),
    /** MB. */
    memory_usage: z.number(),
    error_message: z.nullable(z.string()),
  }),
});

export type HistoryEntry = z.output<typeof historyEntrySchema>;
