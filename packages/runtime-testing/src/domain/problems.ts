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

type Definition = z.core.$ZodTypes['_zod']['def'];

/** Validates `data`; every problem in document order, none when it fits. What holds itself fits nothing. */
export function check<T>(schema: z.ZodMiniType<T>, data: unknown): { data: T } | { problems: Problem[] } {
  const path = pathOfCycle(data);
  if (path) return { problems: [{ path, message: 'holds itself, without an end' }] };
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

/** Where data holds what it lies in: an alias inside of its own anchor, or an object of a module. */
function pathOfCycle(value: unknown, path: PropertyKey[] = [], above = new Set<object>(), done = new Set<object>()): PropertyKey[] | undefined {
  if (typeof value !== 'object' || value === null || done.has(value)) return undefined;
  if (above.has(value)) return path;
  above.add(value);
  for (const [key, each] of Object.entries(value)) {
    const found = pathOfCycle(each, [...path, Array.isArray(value) ? Number(key) : key], above, done);
    if (found) return found;
  }
  above.delete(value);
  done.add(value);
  return undefined;
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodMiniType): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
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

/** The keys allowed at `path`, read from the model so that it declares them once. */
function knownKeys(model: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const defs = path.reduce((reached, step) => reached.flatMap((def) => below(def, step)).flatMap(alternatives), alternatives(model));
  return [...new Set(defs.flatMap((def) => (def.type === 'object' ? Object.keys(def.shape) : [])))];
}

/** What a model may be, without what only wraps it. */
function alternatives(model: z.core.$ZodType): Definition[] {
  const { def } = (model as z.core.$ZodTypes)._zod;
  if ('innerType' in def) return alternatives(def.innerType);
  if ('options' in def) return def.options.flatMap(alternatives);
  return 'in' in def ? alternatives(def.in) : [def];
}

function below(def: Definition, step: PropertyKey): z.core.$ZodType[] {
  if (def.type === 'array') return [def.element];
  if (def.type === 'record') return [def.valueType];
  return def.type === 'object' && Object.hasOwn(def.shape, step) ? [def.shape[String(step)]!] : [];
}
