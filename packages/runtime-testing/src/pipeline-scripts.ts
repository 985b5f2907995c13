/** Finds the scripts that the steps of a pipeline mean, and reads them. */

import { basename, join } from 'node:path';
import { CutoverError } from './domain/error.ts';
import { testError } from './domain/errors.ts';
import type { Step } from './domain/pipeline.ts';
import { nearScript } from './domain/step-script.ts';
import { findAllScripts, findScript, type FoundScript } from './edges/script-finder.ts';
import { readSpecification } from './edges/specification-file.ts';
import type { Hosts } from './hosts.ts';
import { readScript, type ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

/**
 * The script of a step: the one it names; else the one of the step's name; else the one whose name is nearest by the rules of
 * `nearScript`. Throws what finding a script throws, with the step as the place.
 */
export function findStepScript(step: Step, options: TestOptions): FoundScript {
  const places = [options.workspace, ...options.scriptDirs];
  try {
    return findScript(step.script ?? step.name, options.cwd, places);
  } catch (cause) {
    if (!(cause instanceof CutoverError)) throw cause;
    const near = cause.code === 'SCRIPT_NOT_FOUND' && step.script === undefined ? nearScript(step.name, findAllScripts(places)) : [];
    if (near.length === 1) return near[0]!;
    if (near.length === 0) throw new CutoverError(cause.code, cause.exit, { message: `step "${step.name}": ${cause.message}`, hint: cause.hint, where: cause.where, cause });
    throw testError('SCRIPT_AMBIGUOUS', {
      message: `step "${step.name}" may mean ${near.map(({ path }) => path).join(' or ')}`,
      hint: 'name the one you mean with "script" in the step',
    });
  }
}

/** Reads a step's script with the specification of the step's name, else of the script's. */
export async function readStep(step: Step, script: FoundScript, shared: boolean, hosts: Hosts, options: TestOptions): Promise<ReadScript> {
  const own = await readSpecification(options.workspace, step.name);
  const specification = own ?? (await readSpecification(options.workspace, script.name));
  const read = await hosts.use(script.language, (host) => readScript(host, script, specification, options, { step: step.name, over: step }));
  if (specification && !own && shared) {
    // Steps that run one script by one specification must not write over each other.
    for (const [output, place] of Object.entries(read.places.outputPaths)) {
      if (step.output_paths?.[output] === undefined) read.places.outputPaths[output] = join(options.workspace, 'output', step.name, basename(place));
    }
  }
  return read;
}
