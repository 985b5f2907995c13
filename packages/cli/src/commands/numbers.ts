/** Numbers given as options. */

import { InvalidArgumentError } from 'commander';

/** A whole number from 1. */
export function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return number;
}
