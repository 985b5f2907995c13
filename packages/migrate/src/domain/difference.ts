/** Differences between two outcomes, and the verdict they add up to. */

import * as z from 'zod/mini';

/** The rule that judged a difference; null where no rule did, which makes it a mismatch. */
const ruleRef = z.object({
  kind: z.enum(['ignore', 'tolerance', 'unordered', 'scrub', 'expected', 'noise']),
  /** What the rule addresses: its path or pattern, with case and aspect where it has them. */
  where: z.string(),
  reason: z.string(),
});
export type RuleRef = z.output<typeof ruleRef>;

export const differenceSchema = z.object({
  /** `exit_code`, `stdout`, `stderr`, `value` or `file:PATH`. */
  aspect: z.string(),
  /** JSON Pointer in the aspect; for text the line, `/12`; for a table the row's key and the column. */
  path: z.string(),
  kind: z.enum(['changed', 'type', 'missing', 'added', 'order', 'text', 'binary', 'timed_out', 'more', 'failed']),
  legacy: z.json(),
  candidate: z.json(),
  rule: z.nullable(ruleRef),
});
export type Difference = z.output<typeof differenceSchema>;

export const verdicts = ['match', 'tolerated', 'noisy', 'mismatch', 'error'] as const;
export type Verdict = (typeof verdicts)[number];

/** The verdict of a case that was compared: the worst of its differences decides. */
export function verdictOf(differences: readonly Difference[]): Verdict {
  if (differences.some((difference) => difference.kind === 'failed')) return 'error';
  if (differences.some((difference) => difference.rule === null)) return 'mismatch';
  if (differences.some((difference) => difference.rule?.kind === 'noise')) return 'noisy';
  return differences.length > 0 ? 'tolerated' : 'match';
}

const previewLimit = 1000;

/** A value short enough for a report: long texts and big structures are cut, and say so. */
export function preview(value: unknown): Difference['legacy'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return previewText(value);
  const text = JSON.stringify(value);
  return text.length <= previewLimit ? (value as Difference['legacy']) : previewText(text);
}

/** A text short enough for a report. */
export function previewText(text: string): string {
  return text.length <= previewLimit ? text : `${text.slice(0, previewLimit)}… (${text.length} characters)`;
}
