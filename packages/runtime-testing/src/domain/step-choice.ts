/** Which steps of a pipeline are run; the others are kept as they are. */

import { didYouMean } from './did-you-mean.ts';
import { testError } from './errors.ts';
import { downstreamOf, type GraphNode } from './graph.ts';
import { fitsPattern, noFailureKnown } from './selection.ts';

/** Each narrows down what the ones before it leave. */
export interface StepChoice {
  /** This step and what depends on it. */
  from?: string | undefined;
  /** Steps whose name fits, as `-k` says. */
  pattern?: string | undefined;
  /** Just these. */
  only?: readonly string[] | undefined;
  /** Those of them that did not pass when they were last tested. Where that is none of them, nothing is left out. */
  failed?: readonly string[] | undefined;
}

export interface ChosenSteps {
  names: Set<string>;
  notes: string[];
}

/** Throws STEP_UNKNOWN for `from`, and NOTHING_CHOSEN where no step fits, naming those that there are. */
export function chooseSteps(steps: readonly GraphNode[], { from, pattern, only, failed }: StepChoice): ChosenSteps {
  const all = steps.map(({ name }) => name);
  if (from !== undefined && !all.includes(from)) {
    throw testError('STEP_UNKNOWN', { message: `the pipeline has no step "${from}"`, hint: didYouMean(from, all) ?? `its steps: ${all.join(', ')}` });
  }
  const reached = from === undefined ? new Set(all) : downstreamOf(from, steps);
  const after = all.filter((name) => reached.has(name));
  const fitting = after.filter((name) => (pattern === undefined || fitsPattern(name, pattern)) && (only?.includes(name) ?? true));
  if (fitting.length === 0) {
    const where = from === undefined ? '' : ` from "${from}" on`;
    throw testError('NOTHING_CHOSEN', { message: `no step${where} fits -k "${pattern}"`, hint: `the steps${where}: ${after.join(', ')}` });
  }
  if (failed === undefined) return { names: new Set(fitting), notes: [] };
  const failing = fitting.filter((name) => failed.includes(name));
  return failing.length > 0 ? { names: new Set(failing), notes: [] } : { names: new Set(fitting), notes: [noFailureKnown] };
}
