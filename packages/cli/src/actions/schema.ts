/** Prints the JSON schema of a document. */

import { didYouMean } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { jsonSchema, schemas } from '../schemas.ts';

const action: Action<object, [string | undefined]> = async (_, __, name) => {
  if (name === undefined) {
    const list = Object.entries(schemas).map(([each, { what }]) => ({ name: each, what }));
    const text = list.map((each) => `${each.name.padEnd(14)} ${each.what}`).join('\n');
    return { exit: 0, document: { schema_version: 1, schemas: list }, text };
  }
  const found = schemas[name];
  if (!found) {
    const hint = didYouMean(name, Object.keys(schemas)) ?? `there are ${Object.keys(schemas).join(', ')}`;
    throw cliError('SCHEMA_UNKNOWN', { message: `there is no schema "${name}"`, hint });
  }
  const schema = jsonSchema(found);
  return { exit: 0, document: schema, text: JSON.stringify(schema, undefined, 2) };
};

export default action;
