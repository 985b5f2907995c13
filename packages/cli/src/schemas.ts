/** The JSON schemas of the documents that cutover reads and writes, made from the models that check them. */

import { configSchema, ledgerLine, reportSchema } from '@cutover/migrate';
import { compatibilityResultSchema, pipelineResultSchema, pipelineSchema, scriptResultsSchema, specificationSchema, writtenSpecificationSchema } from '@cutover/runtime-testing';
import * as z from 'zod/mini';

/** By the name that `cutover schema` takes; each is also shipped as `dist/schemas/NAME.json`. */
export const schemas: Readonly<Record<string, { what: string; model: z.ZodMiniType; io: 'input' | 'output' }>> = {
  config: { what: 'cutover.config.yaml', model: configSchema, io: 'input' },
  specification: { what: '<script>.spec.yaml of a workspace', model: specificationSchema, io: 'input' },
  pipeline: { what: 'a pipeline file', model: pipelineSchema, io: 'input' },
  'test-script': { what: 'test script --json', model: scriptResultsSchema, io: 'output' },
  'test-compat': { what: 'test compat --json', model: compatibilityResultSchema, io: 'output' },
  'test-pipeline': { what: 'test pipeline --json', model: pipelineResultSchema, io: 'output' },
  'test-spec': { what: 'test spec --json', model: writtenSpecificationSchema, io: 'output' },
  report: { what: 'report.json of a parity run', model: reportSchema, io: 'output' },
  ledger: { what: 'a line of .cutover/ledger.jsonl', model: ledgerLine, io: 'output' },
};

/** The JSON schema of one of `schemas`. */
export function jsonSchema({ model, io }: { model: z.ZodMiniType; io: 'input' | 'output' }): object {
  return z.toJSONSchema(model, { io, unrepresentable: 'any' });
}
