/** Result shapes mapped both ways by one table, which is also the `compare.map` of a parity run. */

import { parsePointer } from '@cutover/migrate/domain';
import type { Scalar } from './convert.ts';
import { legacyError } from './errors.ts';

export interface FieldMapping {
  /** JSON Pointer of the field in the old shape: `/status`. */
  old: string;
  /** JSON Pointer of the same in the new shape: `/results/0/success`. */
  new: string;
  /** Old value, as text, to new value; no two may become the same, or there is no way back. Others pass as they are. */
  values?: Readonly<Record<string, Scalar>>;
}

export interface ResultMapping {
  fields: readonly FieldMapping[];
  /** Fields of the old shape that the new one can't fill, each with the reason. */
  onlyOld?: Readonly<Record<string, string>>;
  /** Fields of the new shape that the old one can't fill, each with the reason. */
  onlyNew?: Readonly<Record<string, string>>;
  /** Fields of the new shape that are always the same: `{ '/schema_version': 1 }`. */
  constantNew?: Readonly<Record<string, Scalar>>;
}

export interface MappedResult {
  result: Record<string, unknown>;
  /** What the source can't fill: pointers in the target's shape, each with the reason. Nothing is invented for them. */
  unfilled: Readonly<Record<string, string>>;
  /** Pointers in the source for which the mapping has no place. */
  lost: string[];
}

export interface AdaptedResult {
  toNew: (old: object) => MappedResult;
  toOld: (current: object) => MappedResult;
  /** `compare: { map: compareMap }` makes a parity run compare the old side's documents in the new shape. */
  compareMap: { legacy: Record<string, { to: string; values?: Record<string, Scalar> }> };
}

/** Makes both directions of a mapping. Throws MAPPING_INVALID when it has no way back. */
export function adaptResult(mapping: ResultMapping): AdaptedResult {
  checkMapping(mapping);
  const { fields, onlyOld = {}, onlyNew = {}, constantNew = {} } = mapping;
  const forth = fields.map((field) => ({ from: field.old, to: field.new, values: new Map(Object.entries(field.values ?? {})) }));
  const back = fields.map((field) => ({
    from: field.new,
    to: field.old,
    values: new Map(Object.entries(field.values ?? {}).map(([before, after]) => [String(after), before as Scalar])),
  }));
  return {
    toNew: (old) => carry(old, forth, onlyNew, Object.entries(constantNew)),
    toOld: (current) => carry(current, back, onlyOld, [], Object.keys(constantNew)),
    compareMap: {
      legacy: Object.fromEntries(fields.map((field) => [field.old, { to: field.new, ...(field.values ? { values: { ...field.values } } : {}) }])),
    },
  };
}

interface Carried {
  from: string;
  to: string;
  values: ReadonlyMap<string, Scalar>;
}

function carry(
  source: object,
  fields: readonly Carried[],
  unfilled: Readonly<Record<string, string>>,
  constants: readonly [string, Scalar][],
  expected: readonly string[] = [],
): MappedResult {
  const result: Record<string, unknown> = {};
  for (const [pointer, value] of constants) setAt(result, parsePointer(pointer), value);
  for (const { from, to, values } of fields) {
    const value = getAt(source, parsePointer(from));
    if (value === undefined) continue;
    const translated = isScalar(value) ? values.get(String(value)) : undefined;
    setAt(result, parsePointer(to), translated === undefined ? value : translated);
  }
  const known = [...fields.map(({ from }) => from), ...expected];
  const lost = leavesOf(source).filter((pointer) => !known.some((place) => pointer === place || pointer.startsWith(`${place}/`)));
  return { result, unfilled, lost };
}

function checkMapping({ fields }: ResultMapping): void {
  const problems: string[] = [];
  for (const side of ['old', 'new'] as const) {
    const seen = new Set<string>();
    for (const field of fields) {
      if (seen.has(field[side])) problems.push(`${field[side]} is mapped twice`);
      seen.add(field[side]);
    }
  }
  for (const { old, values = {} } of fields) {
    const targets = Object.values(values).map(String);
    if (new Set(targets).size < targets.length) problems.push(`two values of ${old} become the same`);
  }
  if (problems.length > 0) throw legacyError('MAPPING_INVALID', { message: problems.join('; ') });
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function getAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return getAt((value as Record<string, unknown>)[step], rest);
}

/** Sets a place, making lists where a step is a number and objects elsewhere. */
function setAt(target: object, [step = '', ...rest]: readonly string[], value: unknown): void {
  const define = (content: unknown) => Object.defineProperty(target, step, { value: content, writable: true, enumerable: true, configurable: true });
  if (rest.length === 0) {
    define(value);
    return;
  }
  if (!Object.hasOwn(target, step)) define(/^\d+$/.test(rest[0]!) ? [] : {});
  setAt((target as Record<string, object>)[step]!, rest, value);
}

function leavesOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [at];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
}
