/** `cutover schema`, and that real documents fit what it prints. */

import { scriptResultsSchema } from '@cutover/runtime-testing';
import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder } from '../program.ts';

describe('cutover schema', () => {
  test('lists the documents, and prints a schema for each', async () => {
    const cwd = await makeFolder();
    const { schemas } = json(await cutover(['schema', '--json'], { cwd }));
    expect(schemas.length).toBeGreaterThan(3);
    for (const { name } of schemas) {
      const answer = await cutover(['schema', name], { cwd });
      expect(answer).toMatchObject({ exit: 0, stderr: '' });
      expect(json(answer)).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object' });
    }
  });

  test('a configuration in JSON may name it', async () => {
    const cwd = await makeFolder({ 'cutover.config.json': '{"$schema": "./node_modules/@cutover/cli/dist/schemas/config.json", "name": "x"}' });
    expect((await cutover(['migrate', 'history'], { cwd })).exit).toBe(0);
    expect(json(await cutover(['schema', 'config'], { cwd })).properties).toHaveProperty('$schema');
  });

  test('the schema of the configuration knows its keys and refuses others', async () => {
    const schema = json(await cutover(['schema', 'config'], { cwd: await makeFolder() }));
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['modules', 'runners', 'cases', 'compare', 'gates', 'verify', 'flags']));
    expect(schema.additionalProperties).toBe(false);
  });

  test('an unknown name gets the nearest one', async () => {
    const { exit, stderr } = await cutover(['schema', 'confg'], { cwd: await makeFolder() });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: 'error[SCHEMA_UNKNOWN]: there is no schema "confg"\nhint: did you mean "config"?' });
  });

  test('what test script prints fits its model to the key', async () => {
    const cwd = await makeFolder({ 'scripts/fails.py': 'def main(input_paths, output_paths, environ_vars, job_args):\n    return 3\n' });
    const document = json(await cutover(['test', 'script', 'fails', '--json'], { cwd }));
    expect(scriptResultsSchema.parse(document)).toEqual(document);
  });
});
