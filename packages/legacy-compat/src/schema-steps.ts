/** Ordered steps that bring data to a new schema. What is done is on disk, so a failure can be mended and the rest go on from there. */

import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { readDocument } from '@cutover/runtime-testing';
import { legacyError } from './domain/errors.ts';
import { replaceFile } from './edges/replace-file.ts';

export interface SchemaStep {
  /** Says what it does and never changes: `001-add-currency`. */
  name: string;
  /** Does it. It may run again after a crash half-way, so it should be able to find its own work done. */
  apply: () => void | Promise<void>;
}

export interface StepsDone {
  /** Names of the steps that are done, in order, those of earlier runs first. */
  done: string[];
  /** Of these, the ones done now. */
  applied: string[];
}

const stateSchema = z.strictObject({
  schema_version: z.literal(1),
  done: z.array(z.strictObject({ name: z.string(), at: z.string() })),
});

/**
 * Applies the steps that `stateFile` does not list as done, in order, and lists each as soon as it is done. Throws STEP_FAILED
 * naming the completed ones, and STEPS_CHANGED when what is done is not how `steps` begin.
 */
export async function runSchemaSteps(steps: readonly SchemaStep[], stateFile: string, now: () => Date = () => new Date()): Promise<StepsDone> {
  const state = await readState(stateFile);
  checkOrder(steps, state.done.map((step) => step.name), stateFile);
  const applied: string[] = [];
  for (const step of steps.slice(state.done.length)) {
    try {
      await step.apply();
    } catch (cause) {
      const completed = state.done.map((done) => done.name);
      throw legacyError('STEP_FAILED', {
        message: `step ${step.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        where: `step ${completed.length + 1} of ${steps.length}; completed: ${completed.join(', ') || 'none'}`,
        hint: 'mend the cause and run the steps again: they go on with this one',
        cause,
      });
    }
    state.done.push({ name: step.name, at: now().toISOString() });
    await replaceFile(stateFile, `${JSON.stringify(state, undefined, 2)}\n`);
    applied.push(step.name);
  }
  return { done: state.done.map((step) => step.name), applied };
}

async function readState(file: string): Promise<z.output<typeof stateSchema>> {
  const isThere = await readFile(file).then(() => true, (error: NodeJS.ErrnoException) => error.code !== 'ENOENT');
  if (!isThere) return { schema_version: 1, done: [] };
  return readDocument(file, file, stateSchema, (details) => legacyError('STEPS_CHANGED', details));
}

function checkOrder(steps: readonly SchemaStep[], done: readonly string[], stateFile: string): void {
  const names = steps.map((step) => step.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw legacyError('MAPPING_INVALID', { message: `two steps are named ${twice}` });
  const at = done.findIndex((name, i) => names[i] !== name);
  if (at === -1) return;
  throw legacyError('STEPS_CHANGED', {
    message: `step ${at + 1} is ${names[at] ?? 'missing'}, but ${done[at]} was done there`,
    hint: 'steps that are done keep their names and order; new ones are added at the end',
    where: stateFile,
  });
}
