/** The model of a pipeline file: a graph of steps, each of them a script. `docs/testing.md` explains its keys. */

import * as z from 'zod/mini';
import { cycleOf } from './graph.ts';
import { didYouMean } from './did-you-mean.ts';
import { runKeys } from './specification.ts';

const { input_paths, output_paths, environ_vars, job_args, timeout, memory_mb, aliases, schemas } = runKeys;

/** What is given here goes before the specification of the script; what is not stays as it is there. */
const overrideKeys = {
  input_paths: z.optional(input_paths.def.innerType),
  output_paths: z.optional(output_paths.def.innerType),
  environ_vars: z.optional(environ_vars.def.innerType),
  job_args: z.optional(job_args.def.innerType),
  timeout,
  memory_mb,
  aliases: z.optional(aliases.def.innerType),
  schemas: z.optional(schemas.def.innerType),
};

/** Outputs lie in a folder of this name. */
const stepName = z.string().check(z.regex(/^(?!\.{1,2}$)[^/\\\0]+$/, 'the name of a step is not empty, has no slash, and is not "." or ".."; "script" may have a path'));

const stepKeys = {
  /** The script's name or path, where the step's own name is not it. */
  script: z.optional(z.string().check(z.minLength(1))),
  description: z.optional(z.string()),
  ...overrideKeys,
};

const stepSchema = z.strictObject({ needs: z.optional(z.array(z.string())), ...stepKeys });
const nodeSchema = z.union([stepName, z.strictObject({ name: stepName, ...stepKeys })]);

/** `steps:` with nothing after it. */
const noStep = { error: ({ input }: { input?: unknown }) => (input === null ? 'the pipeline is empty: it has no step' : undefined) };

const shape = {
  schema_version: z.optional(z.literal(1)),
  name: z.optional(z.string()),
  description: z.optional(z.string()),
  steps: z.optional(z.record(stepName, z.nullable(stepSchema), noStep)),
  nodes: z.optional(z.array(nodeSchema, noStep)),
  edges: z.optional(z.array(z.tuple([z.string(), z.string()], 'an edge is a pair of names: [FROM, TO]'))),
};

const document = z.strictObject(shape, {
  error: ({ code, input }) => (code !== 'invalid_type' ? undefined : input === null ? 'the pipeline is empty: it has neither steps nor nodes' : 'a pipeline file has "steps", or "nodes" and "edges"'),
});

/** A pipeline file, with what is wrong with its graph told like any other fault of the file. */
export const pipelineSchema = document.check(z.superRefine((value, context) => {
  for (const { path, message } of graphFaults(value)) context.addIssue({ code: 'custom', path, message });
}));

type PipelineDocument = z.output<typeof document>;
export type StepKeys = Omit<z.output<typeof stepSchema>, 'needs'>;

export interface Step extends StepKeys {
  name: string;
  /** Steps that must have passed before. */
  needs: string[];
}

export interface Pipeline {
  /** In the order of the file. */
  steps: Step[];
  notes: string[];
}

/** The steps of a valid document. Without any `needs` the order of the keys is the chain, and a note says so. */
export function stepsOf(value: PipelineDocument): Pipeline {
  if (value.nodes) {
    const steps = value.nodes.map((node) => {
      const own = typeof node === 'string' ? { name: node } : node;
      const needs = (value.edges ?? []).filter(([, to]) => to === own.name).map(([from]) => from);
      return { ...own, needs: [...new Set(needs)] };
    });
    return { steps, notes: [] };
  }
  const entries = Object.entries(value.steps ?? {});
  const chained = isChain(value);
  const steps = entries.map(([name, step], i) => {
    const needs = chained ? entries.slice(Math.max(0, i - 1), i).map(([before]) => before) : (step?.needs ?? []);
    return { ...step, name, needs: [...new Set(needs)] };
  });
  const notes = chained && steps.length > 1 ? ['no step has "needs": the steps were taken for a chain, in the order they stand in'] : [];
  return { steps, notes };
}

function isChain({ steps = {} }: PipelineDocument): boolean {
  return Object.values(steps).every((step) => step?.needs === undefined);
}

interface GraphFault {
  path: (string | number)[];
  message: string;
}

function graphFaults(value: PipelineDocument): GraphFault[] {
  const { steps, nodes, edges } = value;
  if (steps && (nodes || edges)) return [{ path: ['steps'], message: 'a pipeline has either steps, or nodes and edges' }];
  if (!steps && !nodes) return [{ path: edges ? ['edges'] : [], message: edges ? 'edges without nodes' : 'the pipeline is empty: it has neither steps nor nodes' }];
  const names = nodes ? nodes.map((node) => (typeof node === 'string' ? node : node.name)) : Object.keys(steps!);
  if (names.length === 0) return [{ path: [nodes ? 'nodes' : 'steps'], message: 'the pipeline is empty: it has no step' }];
  const repeated = names.flatMap((name, i) => (names.indexOf(name) < i ? [{ path: ['nodes', i], message: `the name "${name}" is given twice` }] : []));
  const faults = [...repeated, ...unknownNames(value, names), ...lostOrder(value, names)];
  if (faults.length > 0) return faults;
  const cycle = cycleOf(stepsOf(value).steps);
  return cycle ? [{ path: [nodes ? 'edges' : 'steps'], message: `the steps go round in a circle: ${cycle.join(' -> ')}` }] : [];
}

function unknownNames({ steps = {}, edges = [] }: PipelineDocument, names: readonly string[]): GraphFault[] {
  const told = (name: string) => `there is no step "${name}"${suffix(didYouMean(name, names))}`;
  const inNeeds = Object.entries(steps).flatMap(([step, own]) =>
    (own?.needs ?? []).flatMap((name, i) => (names.includes(name) ? [] : [{ path: ['steps', step, 'needs', i], message: told(name) }])),
  );
  const inEdges = edges.flatMap((edge, i) => edge.flatMap((name, j) => (names.includes(name) ? [] : [{ path: ['edges', i, j], message: told(name) }])));
  return [...inNeeds, ...inEdges];
}

/** Keys that are whole numbers lose their place among the others when a document is read. */
function lostOrder(value: PipelineDocument, names: readonly string[]): GraphFault[] {
  if (!value.steps || !isChain(value) || names.length === 1) return [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ path: ['steps', name], message: `the step "${name}" has a number for a name, which has no place in a chain: name it with a letter, or say what it "needs"` }));
}

function suffix(hint: string | undefined): string {
  return hint === undefined ? '' : `: ${hint}`;
}
