/** A script's run specification, `<name>.spec.yaml` in the workspace; `docs/testing.md` explains each key. */

import * as z from 'zod/mini';
import { longestTimeoutSeconds } from './run.ts';

const range = { min: z.optional(z.number()), max: z.optional(z.number()) };

const columnSchema = z.strictObject({
  type: z.enum(['integer', 'number', 'string', 'boolean', 'date', 'datetime']),
  ...range,
  /** The values to choose from. */
  values: z.optional(z.array(z.union([z.string(), z.number(), z.boolean()])).check(z.minLength(1))),
  /** The share of empty values, 0 to 1. */
  nullable: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0),
  unique: z._default(z.boolean(), false),
}).check(z.refine(({ min, max }) => min === undefined || max === undefined || min <= max, { message: 'min is above max', path: ['min'] }));

/** What an input must look like: checked against what an earlier script wrote, or made where there is nothing. */
const schemaSchema = z.strictObject({
  /** Without it any format will do, and CSV is generated; Parquet is checked, not generated. */
  format: z.optional(z.enum(['csv', 'tsv', 'json', 'jsonl', 'parquet'])),
  /** How many rows are generated. */
  rows: z._default(z.int().check(z.minimum(0), z.maximum(10_000_000)), 100),
  /** How many rows data must have at least. */
  min_rows: z._default(z.int().check(z.minimum(0)), 1),
  seed: z._default(z.int(), 42),
  columns: z.record(z.string(), columnSchema),
});

const path = z.string().check(z.minLength(1, 'a file or folder is needed'));
const variableName = z.string().check(z.regex(/^[^=\0]+$/, 'the name of a variable is not empty and has no "="'));
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = z.pipe(z.union([z.string().check(z.regex(/^[^\0]*$/, 'a variable can\'t hold a zero byte')), z.number(), z.boolean()], 'expected text, number, true or false'), z.transform(String));

/** What says how a script is called; a step of a pipeline may lay the same keys over it. */
export const runKeys = {
  input_paths: z._default(z.record(z.string(), path), {}),
  output_paths: z._default(z.record(z.string(), path), {}),
  environ_vars: z._default(z.record(variableName, text), {}),
  job_args: z._default(z.record(z.string(), z.union([scalar, z.array(scalar)], 'expected text, number, true, false, null, or a list of these')), {}),
  timeout: z.optional(z.number().check(z.positive(), z.maximum(longestTimeoutSeconds))),
  memory_mb: z.optional(z.number().check(z.positive())),
  aliases: z._default(z.record(z.string(), z.array(z.string())), {}),
  schemas: z._default(z.record(z.string(), schemaSchema), {}),
};

export const specificationSchema = z.strictObject({ script: z.optional(z.string()), ...runKeys });

export type Specification = z.output<typeof specificationSchema>;
export type DataSchema = z.output<typeof schemaSchema>;
export type ColumnSchema = z.output<typeof columnSchema>;
