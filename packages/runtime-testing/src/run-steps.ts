/** Runs the steps of a pipeline as soon as those they need have passed, several at once. */

import { aliasConfidence, assignInputs } from './domain/compat/match-names.ts';
import { topologicalOrder, upstreamOf } from './domain/graph.ts';
import { edgeName, keptStep, skippedStep, unjudgedEdge, type EdgeResult, type StepResult } from './domain/pipeline-result.ts';
import type { Step } from './domain/pipeline.ts';
import { adoptNames, explain, handOver, lackingInputs, runReader, unmatched, type HandOver, type Writer } from './hand-over.ts';
import type { Hosts } from './hosts.ts';
import { clockLagMs, type ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

export interface StepsRun {
  results: Map<string, StepResult>;
  /** By edge name. */
  edges: Map<string, EdgeResult>;
  stepNotes: string[];
}

/** Runs those of `steps` that are in `running`; the others count as passed before. */
export async function runSteps(
  steps: readonly Step[],
  running: ReadonlySet<string>,
  reads: ReadonlyMap<string, ReadScript>,
  hosts: Hosts,
  options: TestOptions,
): Promise<StepsRun> {
  const run: StepsRun = { results: new Map(), edges: new Map(), stepNotes: [] };
  const startedAtMs = new Map<string, number>();
  const byName = new Map(steps.map((step) => [step.name, step]));
  const waiting = topologicalOrder(steps).filter((name) => running.has(name));
  const active = new Map<string, Promise<void>>();
  const alone: string[] = [];
  let stopped = false;
  let done = 0;

  for (const { name, needs } of steps) {
    for (const needed of needs) run.edges.set(edgeName(needed, name), unjudgedEdge());
    if (!running.has(name)) run.results.set(name, keptStep(reads.get(name)!.script, reads.get(name)!.source.main !== null));
  }
  const writer = (name: string): Writer => {
    const { places, aliases } = reads.get(name)!;
    return { name, outputPaths: places.outputPaths, aliases, startedAtMs: startedAtMs.get(name) ?? 0 };
  };
  const attempt = async (name: string): Promise<void> => {
    startedAtMs.set(name, Date.now() - clockLagMs);
    options.onEvent?.({ kind: 'started', script: name, total: running.size });
    await runStep(byName.get(name)!, steps, reads, writer, hosts, options, run);
    const result = run.results.get(name)!;
    // A script that ends the whole host takes others with it: each of them is asked again, alone, so that only it is blamed.
    if (result.error_code === 'HOST_KILLED' && active.size > 1 && !alone.includes(name)) return void alone.push(name);
    if (!result.success && options.bail) stopped = true;
    options.onEvent?.({ kind: 'finished', result, done: ++done, total: running.size });
  };
  const start = (name: string): void => {
    active.set(name, attempt(name).finally(() => active.delete(name)));
  };

  while (waiting.length > 0 || active.size > 0 || alone.length > 0) {
    const repeat = alone[0];
    if (repeat !== undefined) {
      await Promise.all(active.values());
      await attempt(repeat);
      alone.shift();
      continue;
    }
    for (const name of waiting.slice()) {
      const { needs } = byName.get(name)!;
      const ready = options.importOnly || needs.every((needed) => run.results.has(needed) && !active.has(needed));
      const failed = options.importOnly ? undefined : needs.find((needed) => ready && !run.results.get(needed)!.success);
      const reason = stopped || options.signal?.aborted ? 'not run: the run was ended before' : failed === undefined ? undefined : `not run: ${failed} ${run.results.get(failed)!.status === 'skipped' ? 'was skipped' : 'failed'}`;
      if (reason !== undefined) {
        const { script, source } = reads.get(name)!;
        run.results.set(name, skippedStep(script, source.main !== null, reason));
      } else if (ready && active.size < options.jobs) start(name);
      else continue;
      waiting.splice(waiting.indexOf(name), 1);
    }
    if (active.size > 0) await Promise.race(active.values());
  }
  return run;
}

/** Hands over, runs, and judges the edges that lead to one step. */
async function runStep(
  step: Step,
  steps: readonly Step[],
  reads: ReadonlyMap<string, ReadScript>,
  writer: (name: string) => Writer,
  hosts: Hosts,
  options: TestOptions,
  run: StepsRun,
): Promise<void> {
  const reader = reads.get(step.name)!;
  const direct = step.needs.map(writer);
  if (await adoptNames(reader, direct)) run.stepNotes.push(`${step.name} names no input in its source: it was given what ${step.needs.join(', ')} wrote under its own names`);
  const inputs = Object.keys(reader.places.inputPaths).filter((input) => step.input_paths?.[input] === undefined);
  const assigned = assignInputs(direct, inputs, reader.aliases);
  const hands = new Map<string, HandOver>();
  for (const from of direct) hands.set(from.name, await handOver(from, step.name, reader, assigned.get(from.name)!, options.importOnly));
  const matched = () => [...hands.values()].flatMap(({ matches }) => matches.map(({ input }) => input));

  // What the steps right before do not write may come from further back, if the name says so plainly.
  const further = upstreamOf(step.name, steps).filter((name) => !step.needs.includes(name)).map(writer);
  const open = await lackingInputs(reader, matched(), false);
  for (const [name, matches] of assignInputs(further, open, reader.aliases, aliasConfidence)) {
    if (matches.length === 0) continue;
    hands.set(name, await handOver(further.find((each) => each.name === name)!, step.name, reader, matches, options.importOnly));
    run.stepNotes.push(`${step.name} reads ${matches.map(({ input }) => `"${input}"`).join(', ')} from ${name}, which is not right before it`);
  }
  run.stepNotes.push(...[...hands.values()].flatMap(({ notes }) => notes));
  const lacking = await lackingInputs(reader, matched(), direct.every(({ name }) => hands.get(name)!.matches.length > 0));
  const result = await hosts.use(reader.script.language, (host) => runReader(host, reader, [...hands.values()], options));
  const why = await explain(result, step.name, reader, [...hands.values()]);
  const missing = direct.length === 0 ? [] : unmatched(lacking, step.name, direct);

  for (const { name } of direct) {
    const hand = hands.get(name)!;
    const lone = direct.length === 1;
    const issues = [...hand.issues, ...(hand.matches.length === 0 || lone ? missing : []), ...(hand.matches.length > 0 && missing.length === 0 ? why : [])];
    run.edges.set(edgeName(name, step.name), {
      compatible: issues.length === 0,
      compatibility_issues: issues,
      data_format_a: hand.formatA,
      data_format_b: hand.formatB,
      path_matches: hand.matches,
    });
  }
  run.results.set(step.name, { ...result, status: result.success ? 'passed' : 'failed' });
}
