/** Rules by which an old value becomes a new one. */

import { legacyError } from './errors.ts';

export type Scalar = string | number | boolean | null;

export interface Conversion {
  /** Old value, as text, to new value. A value that is not listed is an error. */
  values?: Readonly<Record<string, Scalar>>;
  /** For another unit: `multiply: 60_000` turns minutes into ms. */
  multiply?: number;
  /** For another type: text such as "yes" or "1" to a boolean, "3" to a number, "a, b" to a list. */
  as?: 'text' | 'number' | 'boolean' | 'list';
  /** Anything else. */
  by?: (value: unknown) => unknown;
}

/** `value` converted; `field` names it in errors. Throws OLD_VALUE_INVALID. */
export function convert(value: unknown, rule: Conversion, field: string): unknown {
  const wrong = (wanted: string) => legacyError('OLD_VALUE_INVALID', { message: `${field}: ${JSON.stringify(value)} is not ${wanted}`, where: field });
  let result = value;
  if (rule.values) {
    const key = String(value);
    if (!Object.hasOwn(rule.values, key)) throw wrong(`one of ${Object.keys(rule.values).join(', ')}`);
    result = rule.values[key];
  }
  if (rule.as) result = asType(result, rule.as, wrong);
  if (rule.multiply !== undefined) {
    if (typeof result !== 'number') throw wrong('a number');
    result *= rule.multiply;
  }
  return rule.by ? rule.by(result) : result;
}

function asType(value: unknown, type: NonNullable<Conversion['as']>, wrong: (wanted: string) => Error): unknown {
  switch (type) {
    case 'text':
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw wrong('text');
      return `${value}`;
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || Number.isNaN(number)) throw wrong('a number');
      return number;
    }
    case 'boolean': {
      const word = String(value).toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(word)) return true;
      if (['false', 'no', 'off', '0'].includes(word)) return false;
      throw wrong('yes or no');
    }
    case 'list':
      if (Array.isArray(value)) return value;
      return String(value).split(',').map((item) => item.trim()).filter((item) => item !== '');
  }
}
