/** The rules of comparing, made ready: which of them speak for a case and an aspect. */

import type { CompareRules } from './compare-config.ts';
import type { RuleRef } from './difference.ts';
import { aspectMatches, globMatches } from './name-glob.ts';

interface Scoped {
  ref: RuleRef;
  aspect: string | undefined;
  caseGlob: string | undefined;
}

/** A rule about places in a structure. */
export interface PathRule extends Scoped {
  kind: 'ignore' | 'tolerance' | 'unordered';
  path: string;
  relative: number;
  absolute: number;
}

export interface ScrubRule extends Scoped {
  pattern: RegExp;
  replacement: string;
  side: 'legacy' | 'candidate' | undefined;
}

export interface ExpectedRule extends Scoped {
  path: string;
}

export interface Rules {
  paths: readonly PathRule[];
  scrubs: readonly ScrubRule[];
  expected: readonly ExpectedRule[];
  map: CompareRules['map'];
  tables: CompareRules['tables'];
}

/** Prepares the rules of a configuration. Each keeps its identity, by which its uses are counted. */
export function makeRules(config: CompareRules): Rules {
  const scoped = (kind: RuleRef['kind'], what: string, rule: { reason: string; aspect?: string | undefined; case?: string | undefined }): Scoped => ({
    ref: { kind, where: describe(what, rule), reason: rule.reason },
    aspect: rule.aspect,
    caseGlob: rule.case,
  });
  const paths = (['ignore', 'tolerance', 'unordered'] as const).flatMap((kind) =>
    config[kind].map((rule): PathRule => ({
      ...scoped(kind, rule.path, rule),
      kind,
      path: rule.path,
      relative: ('relative' in rule ? rule.relative : undefined) ?? 0,
      absolute: ('absolute' in rule ? rule.absolute : undefined) ?? 0,
    })),
  );
  return {
    paths,
    scrubs: config.scrub.map((rule) => ({
      ...scoped('scrub', rule.pattern, rule),
      pattern: new RegExp(rule.pattern, `gu${rule.flags}`),
      replacement: rule.with,
      side: rule.side,
    })),
    expected: config.expected.map((rule) => ({ ...scoped('expected', rule.path, rule), path: rule.path })),
    map: config.map,
    tables: config.tables,
  };
}

/** All rules that must matter at least once in a run, else they are stale. */
export function ruleRefs(rules: Rules): RuleRef[] {
  return [...rules.paths, ...rules.scrubs, ...rules.expected].map((rule) => rule.ref);
}

/**
 * The rules among `scoped` for an aspect of a case. One without an aspect speaks for every aspect, and `structured` says whether
 * this is one: places in plain text are only addressed by rules that name the aspect.
 */
export function rulesFor<T extends Scoped>(scoped: readonly T[], caseId: string, aspect: string, structured: boolean): T[] {
  return scoped.filter((rule) => {
    if (rule.caseGlob !== undefined && !globMatches(rule.caseGlob, caseId)) return false;
    return rule.aspect === undefined ? structured : aspectMatches(rule.aspect, aspect);
  });
}

function describe(what: string, { aspect, case: glob }: { aspect?: string | undefined; case?: string | undefined }): string {
  const narrowed = [glob === undefined ? '' : `case ${glob}`, aspect ?? ''].filter(Boolean).join(', ');
  return narrowed === '' ? what : `${what} (${narrowed})`.trim();
}
