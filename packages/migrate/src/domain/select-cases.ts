/** Which of all cases a run has to compare. */

import type { Case } from './case.ts';
import { migrateError } from './errors.ts';
import { globMatches } from './name-glob.ts';

export interface Selection {
  /** Globs of case ids; empty for all. */
  only: readonly string[];
  /** Part `index` of `count`, from 1. */
  shard: { index: number; count: number } | undefined;
  /** Ids of cases that failed before; undefined when it does not matter. */
  failed: ReadonlySet<string> | undefined;
}

/** The selected cases in their order. Throws CASES_MISSING when none is left but for a shard, which may be one too many. */
export function selectCases(all: readonly Case[], { only, shard, failed }: Selection): Case[] {
  const named = only.length === 0 ? [...all] : all.filter((each) => only.some((glob) => globMatches(glob, each.id)));
  if (named.length === 0) {
    throw migrateError('CASES_MISSING', {
      message: `no case matches ${only.map((glob) => `"${glob}"`).join(' or ')}`,
      hint: `there are ${all.length}, such as "${all[0]?.id}"`,
    });
  }
  const wanted = failed === undefined ? named : named.filter((each) => failed.has(each.id));
  if (wanted.length === 0) throw migrateError('CASES_MISSING', { message: 'no case is left to run' });
  return shard === undefined ? wanted : wanted.filter((_, i) => i % shard.count === shard.index - 1);
}
