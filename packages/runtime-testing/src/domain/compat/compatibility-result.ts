/** The result of testing two scripts together, in the shape that `test compat --json` prints. */

import type { NameMatch } from './match-names.ts';

export interface PathMatch extends NameMatch {
  /** The newest valid file, absolute; null where none was written, or none was looked for. */
  file: string | null;
}

export interface CompatibilityResult {
  script_a: string;
  script_b: string;
  compatible: boolean;
  /** Each says what, where, and what to do; none where the two are compatible. */
  compatibility_issues: string[];
  /** The format that A wrote, of the best match; null where nothing was found. */
  data_format_a: string | null;
  /** The format that B declares, or was given. */
  data_format_b: string | null;
  path_matches: PathMatch[];
  /** Both scripts, loading and calling, s. */
  execution_time: number;
  /** What is worth knowing beside the verdict. */
  notes: string[];
}

/** The result of a pair that is not tested, since it passed when it was last tested. */
export function keptPair(a: string, b: string): CompatibilityResult {
  return {
    script_a: a,
    script_b: b,
    compatible: true,
    compatibility_issues: [],
    data_format_a: null,
    data_format_b: null,
    path_matches: [],
    execution_time: 0,
    notes: ['not tested this time: it passed when it was last tested'],
  };
}
