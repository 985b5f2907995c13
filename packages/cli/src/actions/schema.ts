/** Prints the JSON schema of a document, made from the model that checks it. */

import { configSchema, ledgerLine, reportSchema } from '@cutover/migrate';
import { compatibilityResultSchema, didYouMean, pipelineResultSchema, pipelineSchema, scriptResultsSchema, specificationSchema, writtenSpecificationSchema } from '@cutover/runtime-testing';
import * as z from 'zod';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';

const documents: Readonly<Record<string, { what: string; model: z.ZodType; io: 'input' | 'output' }>> = {
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

const action: Action<object, [string | undefined]> = async (_, __, name) => {
  if (name === undefined) {
    const list = Object.entries(documents).map(([each, { what }]) => ({ name: each, what }));
    const text = list.map((each) => `${each.name.padEnd(14)} ${each.what}`).join('\n');
    return { exit: 0, document: { schema_version: 1, schemas: list }, text };
  }
  const found = documents[name];
  if (!found) {
    const hint = didYouMean(name, Object.keys(documents)) ?? `there are ${Object.keys(documents).join(', ')}`;
    throw cliError('SCHEMA_UNKNOWN', { message: `there is no schema "${name}"`, hint });
  }
  const schema = z.toJSONSchema(found.model, { io: found.io, unrepresentable: 'any' });
  return { exit: 0, document: schema, text: JSON.stringify(schema, undefined, 2) };
};

export default action;
