/** A script's run specification, `<name>.spec.yaml` in the workspace. */

import * as z from 'zod';

const range = { min: z.number().optional(), max: z.number().optional() };

const columnSchema = z.strictObject({
  type: z.enum(['integer', 'number', 'string', 'boolean', 'date', 'datetime']),
  ...range,
  /** The values to choose from. */
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1).optional(),
  /** The share of empty values, 0 to 1. */
  nullable: z.number().min(0).max(1).default(0),
  unique: z.boolean().default(false),
});

/** Data that is made for an input whose schema is declared. */
const schemaSchema = z.strictObject({
  format: z.enum(['csv', 'tsv', 'json', 'jsonl']).default('csv'),
  rows: z.number().int().min(0).max(10_000_000).default(100),
  seed: z.number().int().default(42),
  columns: z.record(z.string(), columnSchema),
});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const specificationSchema = z.strictObject({
  script: z.string().optional(),
  input_paths: z.record(z.string(), z.string()).default({}),
  output_paths: z.record(z.string(), z.string()).default({}),
  environ_vars: z.record(z.string(), text).default({}),
  job_args: z.record(z.string(), z.union([scalar, z.array(scalar)])).default({}),
  timeout: z.number().positive().optional(),
  memory_mb: z.number().positive().optional(),
  aliases: z.record(z.string(), z.array(z.string())).default({}),
  schemas: z.record(z.string(), schemaSchema).default({}),
});

export type Specification = z.output<typeof specificationSchema>;
export type DataSchema = z.output<typeof schemaSchema>;
