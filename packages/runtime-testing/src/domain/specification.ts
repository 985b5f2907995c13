/** A script's run specification, `<name>.spec.yaml` in the workspace; `docs/testing.md` explains each key. */

import * as z from 'zod';
import { longestTimeoutSeconds } from './run.ts';

const range = { min: z.number().optional(), max: z.number().optional() };

const columnSchema = z.strictObject({
  type: z.enum(['integer', 'number', 'string', 'boolean', 'date', 'datetime']),
  ...range,
  /** The values to choose from. */
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1).optional(),
  /** The share of empty values, 0 to 1. */
  nullable: z.number().min(0).max(1).default(0),
  unique: z.boolean().default(false),
}).refine(({ min, max }) => min === undefined || max === undefined || min <= max, { message: 'min is above max', path: ['min'] });

/** What an input must look like: checked against what an earlier script wrote, or made where there is nothing. */
const schemaSchema = z.strictObject({
  /** Without it any format will do, and CSV is generated; Parquet is checked, not generated. */
  format: z.enum(['csv', 'tsv', 'json', 'jsonl', 'parquet']).optional(),
  /** How many rows are generated. */
  rows: z.number().int().min(0).max(10_000_000).default(100),
  /** How many rows data must have at least. */
  min_rows: z.number().int().min(0).default(1),
  seed: z.number().int().default(42),
  columns: z.record(z.string(), columnSchema),
});

const path = z.string().min(1, 'a file or folder is needed');
const variableName = z.string().regex(/^[^=\0]+$/, 'the name of a variable is not empty and has no "="');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = z.union([z.string().regex(/^[^\0]*$/, 'a variable can\'t hold a zero byte'), z.number(), z.boolean()], 'expected text, number, true or false').transform(String);

/** What says how a script is called; a step of a pipeline may lay the same keys over it. */
export const runKeys = {
  input_paths: z.record(z.string(), path).default({}),
  output_paths: z.record(z.string(), path).default({}),
  environ_vars: z.record(variableName, text).default({}),
  job_args: z.record(z.string(), z.union([scalar, z.array(scalar)])).default({}),
  timeout: z.number().positive().max(longestTimeoutSeconds).optional(),
  memory_mb: z.number().positive().optional(),
  aliases: z.record(z.string(), z.array(z.string())).default({}),
  schemas: z.record(z.string(), schemaSchema).default({}),
};

export const specificationSchema = z.strictObject({ script: z.string().optional(), ...runKeys });

export type Specification = z.output<typeof specificationSchema>;
export type DataSchema = z.output<typeof schemaSchema>;
export type ColumnSchema = z.output<typeof columnSchema>;
