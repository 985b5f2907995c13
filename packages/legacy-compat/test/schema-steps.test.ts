import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runSchemaSteps, type SchemaStep } from '../src/schema-steps.ts';
import { temporaryFolder } from './temporary-folder.ts';

const now = () => new Date('2026-01-02T03:04:05Z');

async function steps(...names: string[]) {
  const stateFile = join(await temporaryFolder(), 'schema/state.json');
  const done: string[] = [];
  const make = (all: readonly string[]): SchemaStep[] => all.map((name) => ({ name, apply: () => void done.push(name) }));
  return { stateFile, done, make, list: make(names) };
}

describe('schema steps', () => {
  it('run in order, once', async () => {
    const { stateFile, done, list } = await steps('001-a', '002-b');
    expect(await runSchemaSteps(list, stateFile, now)).toEqual({ done: ['001-a', '002-b'], applied: ['001-a', '002-b'] });
    expect(await runSchemaSteps(list, stateFile, now)).toEqual({ done: ['001-a', '002-b'], applied: [] });
    expect(done).toEqual(['001-a', '002-b']);
    expect(JSON.parse(await readFile(stateFile, 'utf8'))).toEqual({
      schema_version: 1,
      done: [{ name: '001-a', at: '2026-01-02T03:04:05.000Z' }, { name: '002-b', at: '2026-01-02T03:04:05.000Z' }],
    });
  });

  it('tell what is completed when one fails, and go on from it', async () => {
    const { stateFile, done, make } = await steps();
    let broken = true;
    const list = make(['001-a', '002-b', '003-c', '004-d']);
    list[2] = { name: '003-c', apply: async () => { if (broken) throw new Error('disk is full'); done.push('003-c'); } };
    await expect(runSchemaSteps(list, stateFile, now)).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: 'step 003-c failed: disk is full',
      where: 'step 3 of 4; completed: 001-a, 002-b',
    });
    broken = false;
    expect((await runSchemaSteps(list, stateFile, now)).applied).toEqual(['003-c', '004-d']);
    expect(done).toEqual(['001-a', '002-b', '003-c', '004-d']);
  });

  it.each([
    [['001-a', '002-renamed'], 'step 2 is 002-renamed, but 002-b was done there'],
    [['002-b', '001-a'], 'step 1 is 002-b, but 001-a was done there'],
    [['001-a'], 'step 2 is missing, but 002-b was done there'],
  ])('that are done keep their names and order: %j', async (names, message) => {
    const { stateFile, make, list } = await steps('001-a', '002-b');
    await runSchemaSteps(list, stateFile, now);
    await expect(runSchemaSteps(make(names), stateFile, now)).rejects.toMatchObject({ code: 'STEPS_CHANGED', exit: 3, message });
  });

  it('need names of their own, and a state file that is one', async () => {
    const { stateFile, list } = await steps('same', 'same');
    await expect(runSchemaSteps(list, stateFile, now)).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
    const other = join(await temporaryFolder(), 'state.json');
    await writeFile(other, '{"done": "all"}');
    await expect(runSchemaSteps([], other, now)).rejects.toMatchObject({ code: 'STEPS_CHANGED' });
  });
});
