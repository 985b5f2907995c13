/** Notices where JSON was compared line by line: by its fields, differences have names, and noise hides nothing beside it. */

import type { Difference } from './difference.ts';
import type { Outcome } from './outcome.ts';

type Stream = 'stdout' | 'stderr';

interface ComparedCase {
  differences: readonly Difference[];
  legacy: Outcome | null;
  candidate: Outcome | null;
}

/** The streams in which texts differ though both sides wrote one JSON document. */
export function jsonStreams(cases: readonly ComparedCase[]): Stream[] {
  return (['stdout', 'stderr'] as const).filter((stream) =>
    cases.some(({ differences, legacy, candidate }) => {
      if (!differences.some(({ aspect, kind }) => aspect === stream && kind === 'text')) return false;
      return isJsonDocument(legacy?.[stream]) && isJsonDocument(candidate?.[stream]);
    }),
  );
}

function isJsonDocument(text: Outcome[Stream] | undefined): boolean {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
