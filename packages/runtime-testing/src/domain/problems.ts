/** Zod's findings put into the words of the person who wrote the file, all of them at once. */

import * as z from 'zod/mini';
import { didYouMean, nearNames } from './did-you-mean.ts';

export interface Problem {
  /** Path to the field: `['runners', 'legacy', 'command']`. */
  path: PropertyKey[];
  message: string;
  hint?: string | undefined;
}

// The rewording below is of zod's English; this zod has no words of its own until it is given some.
z.config(z.locales.en());

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Validates `data`; every problem in document order, none when it fits. */
export function check<T>(schema: z.ZodMiniType<T>, data: unknown): { data: T } | { problems: Problem[] } {
  const result = schema.safeParse(data);
  if (result.success) return { data: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema)) };
}

/** `runners.legacy.command` and `cases[2].id`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name === '' ? String(step) : `${name}.${String(step)}`;
  }, '');
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodMiniType): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), issue.path);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown key "${key}"`,
      hint: unknownKeyHint(key, known),
    }));
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((issues) => issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
    const best = branches.sort((a, b) => depth(b) - depth(a))[0];
    if (best && depth(best) > issue.path.length) return best.flatMap((inner) => problemsOf(inner, schema));
  }
  return [{ path: issue.path, message: wording(issue) }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code === 'invalid_type' && issue.path.length === 0 && issue.message.endsWith('received null')) return 'the file is empty';
  return issue.message
    .replace(/^(?:Invalid input|Too small|Too big): /, '')
    .replace('expected record', 'expected object')
    .replace('expected array', 'expected list');
}

function unknownKeyHint(key: string, known: string[]): string | undefined {
  if (nearNames(key, known).length > 0) return didYouMean(key, known);
  return known.length > 0 ? `known keys: ${known.join(', ')}` : undefined;
}

/** The keys allowed at `path`, read from the JSON schema so that each model declares them once. */
function knownKeys(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const root = schema;
  const resolve = (node: JsonSchema): JsonSchema[] => {
    if (node.$ref) {
      const target = node.$ref.split('/').slice(1).reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], root);
      return target ? resolve(target as JsonSchema) : [];
    }
    const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])] as JsonSchema[];
    return inner.length > 0 ? inner.flatMap(resolve) : [node];
  };
  let nodes = resolve(schema);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const next = typeof step === 'number' ? node.items : (node.properties?.[String(step)] ?? node.additionalProperties);
      return next && typeof next === 'object' && !Array.isArray(next) ? resolve(next) : [];
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}
