/** The model of `test script --json`, from which its JSON schema is made. Apart from the type, so that tests start without zod. */

import * as z from 'zod';
import type { ScriptResult } from './result.ts';

export const scriptResultSchema: z.ZodType<ScriptResult> = z.strictObject({
  script_name: z.string(),
  success: z.boolean(),
  error_message: z.string().nullable(),
  execution_time: z.number(),
  has_main_function: z.boolean(),
  error_code: z.string().nullable(),
  hint: z.string().nullable(),
  script_path: z.string(),
  language: z.enum(['python', 'javascript', 'typescript', 'executable']),
  mode: z.enum(['executed', 'imported', 'not_run']),
  output_files: z.array(z.string()),
  peak_memory_mb: z.number().nullable(),
  stdout_tail: z.string(),
  stderr_tail: z.string(),
  error_file: z.string().nullable(),
  error_line: z.number().nullable(),
  interpreter: z.string().nullable(),
  notes: z.array(z.string()),
  generated_inputs: z.array(z.string()),
});

export const scriptResultsSchema = z.strictObject({ schema_version: z.literal(1), success: z.boolean(), results: z.array(scriptResultSchema) });
