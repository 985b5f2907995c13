/** What the parity run needs of a side: to run a case in a sandbox, whatever the implementation is made of. */

import type { CommandEnd, Output } from '@cutover/runtime-testing';
import type { Case } from '../domain/case.ts';
import type { SideReport } from '../domain/report.ts';
import type { Sandbox } from './sandbox.ts';

/** What was seen of one run, before its files are taken. */
export interface Ran {
  end: CommandEnd;
  stdout: Output;
  stderr: Output;
  durationMs: number;
  peakMemoryBytes: number | undefined;
  /** What a function returned, as JSON; undefined for programs. */
  value?: unknown;
}

export interface Runner {
  /** How it runs, for the report. */
  report: SideReport;
  /** Paths that its texts may hold and that differ from run to run, and what is shown in their place. */
  hiddenPaths?: readonly (readonly [path: string, shown: string])[];
  run: (each: Case, sandbox: Sandbox, signal: AbortSignal) => Promise<Ran>;
  /** Ends what the runner kept ready. */
  close: () => Promise<void>;
}
