/** Whether a parity run proves a module as it is now: the same content, all cases, all gates. */

import type { LedgerLine } from './ledger.ts';

/** Digests of what a proof is about. */
export interface ProvenContent {
  candidate: string;
  cases: string;
  /** Of each module's legacy files. */
  modules: Readonly<Record<string, string>>;
}

export type Proof =
  | { state: 'proven'; run: string; at: string }
  /** What keeps the last run from being a proof. */
  | { state: 'failed' | 'incomplete' | 'stale'; run: string; at: string; why: string }
  | { state: 'none' };

/** What the last parity run in the ledger proves of a module with this content. */
export function proofOf(lines: readonly LedgerLine[], module: string, now: ProvenContent): Proof {
  const line = lines.findLast(({ kind }) => kind === 'parity');
  if (line === undefined) return { state: 'none' };
  const { id: run, at, detail } = line;
  const why = changeSince(detail['content'], module, now);
  if (why !== undefined) return { state: 'stale', run, at, why };
  if (detail['complete'] === false) return { state: 'incomplete', run, at, why: 'it ran some of the cases only' };
  if (detail['passed'] !== true) return { state: 'failed', run, at, why: 'a gate failed' };
  return { state: 'proven', run, at };
}

function changeSince(content: unknown, module: string, now: ProvenContent): string | undefined {
  const then = (content ?? {}) as Partial<ProvenContent>;
  if (then.candidate !== now.candidate) return 'the candidate changed since';
  if (then.cases !== now.cases) return 'the cases changed since';
  if (then.modules?.[module] !== now.modules[module]) return `the files of ${module} changed since`;
  return undefined;
}
