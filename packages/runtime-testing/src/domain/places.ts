/** Where a script's inputs and outputs are: by its specification, else in default places of the workspace. */

import type { SourceFacts } from './run.ts';
import type { Specification } from './specification.ts';

/** Everything a script is called with. Paths are absolute. */
export interface Places {
  inputPaths: Record<string, string>;
  outputPaths: Record<string, string>;
  environVars: Record<string, string>;
  jobArgs: Record<string, unknown>;
}

/**
 * Default places, relative to the workspace: `input/<script>/<name>` and `output/<script>/<name>`. A step of a pipeline writes to
 * `output/<step>/<name>`, so that two steps may run one script. Arguments that the source has a value of its own for are left to it.
 */
export function defaultPlaces(script: string, facts: SourceFacts, step = script): Places {
  const place = (kind: string) => (use: { name: string }) => [use.name, `${kind}/${kind === 'input' ? script : step}/${use.name}`] as const;
  const outputs = facts.output_paths.length > 0 ? facts.output_paths : [{ name: 'output' }];
  return {
    inputPaths: Object.fromEntries(facts.input_paths.map(place('input'))),
    outputPaths: Object.fromEntries(outputs.map(place('output'))),
    environVars: {},
    jobArgs: Object.fromEntries(facts.job_args.filter((use) => !use.optional).map((use) => [use.name, null])),
  };
}

/** The places a specification names, relative to the workspace as they are written. */
export function specifiedPlaces(specification: Specification): Places {
  return {
    inputPaths: specification.input_paths,
    outputPaths: specification.output_paths,
    environVars: specification.environ_vars,
    jobArgs: specification.job_args,
  };
}
