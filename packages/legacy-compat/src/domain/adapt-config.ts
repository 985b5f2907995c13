/** Old configuration keys to new ones. */

import { CutoverError, didYouMean } from '@cutover/runtime-testing';
import { convert, type Conversion } from './convert.ts';
import { legacyError } from './errors.ts';

/** What an old key became: a new key (`execution.jobs` is nested), with its value converted; or nothing, for a reason that is told. */
export type KeyMapping = ({ to: string } & Conversion) | { dropped: string };

/** By old key, nested ones with dots: `runtime.timeout_minutes`. A key that stands for a whole section takes all of it. */
export type ConfigMapping = Readonly<Record<string, KeyMapping>>;

export interface AdaptedConfig {
  config: Record<string, unknown>;
  /** The dropped keys that were set, each with its reason. */
  notices: string[];
}

/** Whether an old configuration can be used with the new program, and all that stands in the way. */
export interface ConfigCompatibility extends AdaptedConfig {
  compatible: boolean;
  problems: string[];
}

/**
 * The new form of an old configuration. Throws OLD_KEYS_UNKNOWN, listing every key that the mapping does not know with the
 * nearest one it does, OLD_VALUE_INVALID, and MAPPING_INVALID when two old keys fill one new key.
 */
export function adaptConfig(mapping: ConfigMapping, old: Readonly<Record<string, unknown>>): AdaptedConfig {
  const { config, notices, unknown, faults } = translate(mapping, old);
  if (unknown.length > 0) {
    throw legacyError('OLD_KEYS_UNKNOWN', {
      message: `unknown old ${unknown.length === 1 ? 'key' : 'keys'}: ${unknown.join('; ')}`,
      hint: `known keys: ${Object.keys(mapping).join(', ')}`,
    });
  }
  const [fault] = faults;
  if (fault) throw fault;
  return { config, notices };
}

/** Checks an old configuration without failing: every unknown key and every value that no rule converts, at once. */
export function checkOldConfig(mapping: ConfigMapping, old: Readonly<Record<string, unknown>>): ConfigCompatibility {
  const { config, notices, unknown, faults } = translate(mapping, old);
  const problems = [...unknown.map((key) => `unknown key ${key}`), ...faults.map((fault) => fault.message)];
  return { compatible: problems.length === 0, config, notices, problems };
}

interface Translation extends AdaptedConfig {
  /** Unknown keys, each with the nearest known one. */
  unknown: string[];
  faults: CutoverError[];
}

function translate(mapping: ConfigMapping, old: Readonly<Record<string, unknown>>): Translation {
  const translation: Translation = { config: {}, notices: [], unknown: [], faults: [] };
  const filled = new Map<string, string>();
  for (const [key, value] of leaves(old, mapping)) {
    const target = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
    if (!target) {
      translation.unknown.push([key, didYouMean(key, Object.keys(mapping))].filter(Boolean).join(': '));
    } else if ('dropped' in target) {
      translation.notices.push(`${key} has no meaning any more: ${target.dropped}`);
    } else {
      try {
        const other = filled.get(target.to);
        if (other !== undefined) throw legacyError('MAPPING_INVALID', { message: `${other} and ${key} both become ${target.to}` });
        filled.set(target.to, key);
        put(translation.config, target.to.split('.'), convert(value, target, key));
      } catch (error) {
        if (!(error instanceof CutoverError)) throw error;
        translation.faults.push(error);
      }
    }
  }
  return translation;
}

/** The keys that are mapped or lead nowhere, in document order; sections are entered only where the mapping knows something inside. */
function* leaves(section: object, mapping: ConfigMapping, prefix = ''): Generator<[key: string, value: unknown]> {
  for (const [name, value] of Object.entries(section)) {
    const key = prefix + name;
    const isSection = typeof value === 'object' && value !== null && !Array.isArray(value);
    const goesDeeper = Object.keys(mapping).some((known) => known.startsWith(`${key}.`));
    if (isSection && goesDeeper && !Object.hasOwn(mapping, key)) yield* leaves(value, mapping, `${key}.`);
    else yield [key, value];
  }
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    define(target, name, value);
    return;
  }
  if (!Object.hasOwn(target, name)) define(target, name, {});
  put(target[name] as Record<string, unknown>, rest, value);
}

/** Sets an own property, also one named `__proto__`. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}
