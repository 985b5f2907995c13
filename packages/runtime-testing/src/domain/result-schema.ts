/** The models of what the test commands print with --json, for their JSON schemas. Apart from the types, so that tests start without zod. */

import * as z from 'zod/mini';
import type { CompatibilityResult } from './compat/compatibility-result.ts';
import type { EdgeResult, PipelineResult, StepResult } from './pipeline-result.ts';
import type { ScriptResult } from './result.ts';

const scriptResult = {
  script_name: z.string(),
  success: z.boolean(),
  error_message: z.nullable(z.string()),
  execution_time: z.number(),
  has_main_function: z.boolean(),
  error_code: z.nullable(z.string()),
  hint: z.nullable(z.string()),
  script_path: z.string(),
  language: z.enum(['python', 'javascript', 'typescript', 'executable']),
  mode: z.enum(['executed', 'imported', 'not_run']),
  output_files: z.array(z.string()),
  peak_memory_mb: z.nullable(z.number()),
  stdout_tail: z.string(),
  stderr_tail: z.string(),
  error_file: z.nullable(z.string()),
  error_line: z.nullable(z.number()),
  interpreter: z.nullable(z.string()),
  notes: z.array(z.string()),
  generated_inputs: z.array(z.string()),
};

const scriptResultSchema: z.ZodMiniType<ScriptResult> = z.strictObject(scriptResult);
const stepResultSchema: z.ZodMiniType<StepResult> = z.strictObject({ ...scriptResult, status: z.enum(['passed', 'failed', 'skipped', 'kept']) });

const flow = {
  compatibility_issues: z.array(z.string()),
  data_format_a: z.nullable(z.string()),
  data_format_b: z.nullable(z.string()),
  path_matches: z.array(z.strictObject({ output: z.string(), input: z.string(), confidence: z.number().check(z.minimum(0), z.maximum(1)), file: z.nullable(z.string()) })),
};

const edgeResultSchema: z.ZodMiniType<EdgeResult> = z.strictObject({ compatible: z.nullable(z.boolean()), ...flow });

const version = { schema_version: z.literal(1) };

export const scriptResultsSchema = z.strictObject({ ...version, success: z.boolean(), results: z.array(scriptResultSchema) });

export const compatibilityResultSchema = z.strictObject({
  ...version,
  script_a: z.string(),
  script_b: z.string(),
  compatible: z.boolean(),
  ...flow,
  execution_time: z.number(),
  notes: z.array(z.string()),
}) satisfies z.ZodMiniType<CompatibilityResult>;

export const pipelineResultSchema = z.strictObject({
  ...version,
  pipeline_success: z.boolean(),
  script_results: z.record(z.string(), stepResultSchema),
  data_flow_results: z.record(z.string(), edgeResultSchema),
  execution_order: z.array(z.string()),
  errors: z.array(z.string()),
  notes: z.array(z.string()),
}) satisfies z.ZodMiniType<PipelineResult>;

const paths = z.record(z.string(), z.string());

export const writtenSpecificationSchema = z.strictObject({
  ...version,
  script_name: z.string(),
  script_path: z.string(),
  path: z.string(),
  created: z.boolean(),
  input_paths: paths,
  output_paths: paths,
  environ_vars: paths,
  job_args: z.record(z.string(), z.null()),
});
