/** Judges a whole run from its recorded outcomes: verdict by case, and the rules that never mattered. */

import { compareOutcomes, type LocatedDifference, type SeenOutcome } from './compare-outcome.ts';
import type { CaptureRules } from './compare-config.ts';
import type { Side } from './compare-content.ts';
import { verdictOf, type Difference, type RuleRef, type Verdict } from './difference.ts';
import { markNoise } from './noise.ts';
import type { Rules } from './rules.ts';

/** What is known of one case: the outcomes that are compared, and those of reruns, by which noise is told. */
export interface SeenCase {
  id: string;
  legacy: SeenOutcome;
  candidate: SeenOutcome;
  legacyReruns: readonly SeenOutcome[];
  candidateReruns: readonly SeenOutcome[];
}

export interface JudgedCase {
  verdict: Verdict;
  differences: Difference[];
  used: ReadonlySet<RuleRef>;
  /** The scrubs that would change what they have made. */
  unsettled: ReadonlySet<RuleRef>;
}

/** The verdict of one case. Differences that a side has with its own rerun are noise, not the candidate's fault. */
export function judgeCase(seen: SeenCase, rules: Rules, capture: CaptureRules): JudgedCase {
  const { differences, used, unsettled } = compareOutcomes(seen.legacy, seen.candidate, seen.id, rules, capture);
  const own = (first: SeenOutcome, reruns: readonly SeenOutcome[], side: Side): LocatedDifference[] =>
    reruns
      .flatMap((rerun) => compareOutcomes(first, rerun, seen.id, rules, capture, [side, side]).differences)
      // That both hang is one and the same, and proves nothing of the other side.
      .filter((difference) => difference.rule === null && difference.kind !== 'failed');
  const marked = markNoise(differences, own(seen.legacy, seen.legacyReruns, 'legacy'), own(seen.candidate, seen.candidateReruns, 'candidate'));
  return { verdict: verdictOf(marked), differences: marked.map(reported), used, unsettled };
}

/** A difference as the report has it, without its lines, which only the telling of noise needs. */
function reported({ aspect, path, kind, legacy, candidate, rule }: LocatedDifference): Difference {
  return { aspect, path, kind, legacy, candidate, rule };
}
