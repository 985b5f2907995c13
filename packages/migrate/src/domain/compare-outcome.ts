/** Compares two outcomes of one case, aspect by aspect, by the rules: the middle of the parity run. */

import type { CaptureRules } from './compare-config.ts';
import { compareFiles, type SeenFile } from './compare-files.ts';
import { compareContent, type Aspect, type AspectComparison, type SeenText, type Sides } from './compare-content.ts';
import { compareJson } from './compare-json.ts';
import type { Difference, RuleRef } from './difference.ts';
import { mapShape } from './map.ts';
import { pointerMatches } from './pointer.ts';
import { rulesFor, type Rules } from './rules.ts';

/** An outcome with the contents that have to be looked at in hand. */
export interface SeenOutcome {
  exitCode: number | null;
  signal: string | null;
  timedOut: boolean;
  stdout: SeenText;
  stderr: SeenText;
  value: unknown;
  files: ReadonlyMap<string, SeenFile>;
}

/** A difference, with its lines on both sides where it is one of a text. */
export type LocatedDifference = Difference & { lines?: readonly [legacy: number, candidate: number] };

export interface OutcomeComparison {
  differences: LocatedDifference[];
  /** The rules that mattered. */
  used: ReadonlySet<RuleRef>;
  /** The scrubs that would change what they have made. */
  unsettled: ReadonlySet<RuleRef>;
}

/**
 * Everything in which the second outcome of a case differs from the first, each difference with the rule that judged it.
 * `sides` says whose outcomes they are: legacy and candidate, or one side's run and its rerun.
 */
export function compareOutcomes(
  legacy: SeenOutcome,
  candidate: SeenOutcome,
  caseId: string,
  rules: Rules,
  capture: CaptureRules,
  sides: Sides = ['legacy', 'candidate'],
): OutcomeComparison {
  const used = new Set<RuleRef>();
  const unsettled = new Set<RuleRef>();
  const differences: LocatedDifference[] = [];
  const add = (aspect: string, found: AspectComparison): void => {
    for (const ref of found.used) used.add(ref);
    for (const ref of found.unsettled ?? []) unsettled.add(ref);
    for (const difference of found.differences) differences.push({ ...difference, aspect });
  };
  const aspectOf = (name: string): Aspect => ({ name, caseId, rules, sides });
  add('exit_code', compareEnds(legacy, candidate, capture, aspectOf('exit_code')));
  // What a run that was cut short has written by then is chance.
  if (!legacy.timedOut && !candidate.timedOut) {
    for (const name of ['stdout', 'stderr'] as const) {
      if (capture[name] !== false) add(name, compareContent(legacy[name], candidate[name], capture[name], aspectOf(name)));
    }
    if (legacy.value !== undefined || candidate.value !== undefined) add('value', compareValues(legacy.value, candidate.value, aspectOf('value')));
    for (const [path, found] of compareFiles(legacy.files, candidate.files, aspectOf)) add(`file:${path}`, found);
  }
  return { differences: differences.map((difference) => expect(difference, caseId, rules, used)), used, unsettled };
}

function compareEnds(legacy: SeenOutcome, candidate: SeenOutcome, capture: CaptureRules, aspect: Aspect): AspectComparison {
  const [a, b] = [endOf(legacy), endOf(candidate)];
  const used = new Set<RuleRef>();
  if (legacy.timedOut && candidate.timedOut) {
    return { differences: [{ path: '', kind: 'failed', legacy: a, candidate: b, rule: null }], used };
  }
  if (a === b || (!capture.exit_code && !legacy.timedOut && !candidate.timedOut)) return { differences: [], used };
  const kind = legacy.timedOut || candidate.timedOut ? 'timed_out' : 'changed';
  const ignore = rulesFor(aspect.rules.paths, aspect.caseId, aspect.name, false).find((rule) => rule.kind === 'ignore');
  if (ignore) used.add(ignore.ref);
  return { differences: [{ path: '', kind, legacy: a, candidate: b, rule: ignore?.ref ?? null }], used };
}

/** The exit code, or in words what came instead. */
function endOf({ exitCode, signal, timedOut }: SeenOutcome): string | number {
  if (timedOut) return 'timed out';
  return signal ?? exitCode ?? 'no exit code';
}

function compareValues(legacy: unknown, candidate: unknown, { name, caseId, rules, sides }: Aspect): AspectComparison {
  return compareJson(
    mapShape(legacy, rules.map[sides[0]], name),
    mapShape(candidate, rules.map[sides[1]], name),
    rulesFor(rules.paths, caseId, name, true),
  );
}

function expect(difference: LocatedDifference, caseId: string, rules: Rules, used: Set<RuleRef>): LocatedDifference {
  if (difference.rule !== null || difference.kind === 'failed') return difference;
  const rule = rulesFor(rules.expected, caseId, difference.aspect, true).find((each) => pointerMatches(each.path, difference.path, true));
  if (!rule) return difference;
  used.add(rule.ref);
  return { ...difference, rule: rule.ref };
}
