/** Gates: limits on a run's figures, each with what was measured and whether it holds. */

import type { GateLimits } from './gate-config.ts';
import { slowdownVerdict, type Performance } from './performance.ts';

export interface Gate {
  name: 'parity' | 'failed_tests' | 'slowdown' | 'memory' | 'same_errors' | 'api_changes';
  limit: number;
  /** Null where there was nothing to measure, which the note explains. */
  actual: number | null;
  passed: boolean;
  note?: string;
}

/** The figures that gates look at. */
export interface Figures {
  cases: number;
  /** There are cases, and none of them is this shard's to run. */
  emptyShard: boolean;
  agreeing: number;
  /** Cases in which the legacy side ended well, and those of them in which the candidate did not. */
  passedBefore: number;
  failNow: number;
  /** Cases in which both sides failed, and those of them with the same message. */
  bothFailed: number;
  sameMessage: number;
  performance: Performance;
  /** Changes of the public interface that no allow-list explains; undefined where none is compared. */
  apiChanges: number | undefined;
}

/** Every gate that is set, judged. With `strict` a speed too noisy to tell fails its gate. */
export function judgeGates(limits: GateLimits, figures: Figures, strict: boolean): Gate[] {
  const gates: (Gate | undefined)[] = [
    atLeast('parity', limits.parity, share(figures.agreeing, figures.cases)),
    limits.failed_tests === undefined
      ? undefined
      : atMost('failed_tests', limits.failed_tests, share(figures.failNow, figures.passedBefore) ?? 0),
    limits.slowdown === undefined ? undefined : slowdown(limits.slowdown, figures.performance, strict),
    limits.memory === undefined ? undefined : memory(limits.memory, figures.performance),
    limits.same_errors === undefined ? undefined : sameErrors(limits.same_errors, figures),
    figures.apiChanges === undefined ? undefined : atMost('api_changes', limits.api_changes ?? 0, figures.apiChanges),
  ];
  const judged = gates.filter((gate) => gate !== undefined);
  if (!figures.emptyShard) return judged;
  return judged.map((gate) => (gate.name === 'api_changes' ? gate : { ...gate, actual: null, passed: true, note: 'no case falls to this shard' }));
}

/** `part` of `whole`; undefined of nothing. */
export function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function atLeast(name: Gate['name'], limit: number, actual: number | undefined): Gate {
  return { name, limit, actual: actual ?? null, passed: actual !== undefined && actual >= limit };
}

function atMost(name: Gate['name'], limit: number, actual: number): Gate {
  return { name, limit, actual, passed: actual <= limit };
}

function sameErrors(limit: number, { bothFailed, sameMessage }: Figures): Gate {
  const actual = share(sameMessage, bothFailed);
  if (actual !== undefined) return atLeast('same_errors', limit, actual);
  return { name: 'same_errors', limit, actual: null, passed: true, note: 'in no case did both sides fail' };
}

function slowdown(limit: number, { speedup, ci95, runs }: Performance, strict: boolean): Gate {
  if (speedup === null) return { name: 'slowdown', limit, actual: null, passed: !strict, note: 'one side is a recording: times were not compared' };
  const actual = Number((1 / speedup - 1).toFixed(4));
  if (ci95 === null) return { name: 'slowdown', limit, actual, passed: !strict, note: `${runs} paired runs are too few to tell` };
  const verdict = slowdownVerdict(limit, ci95);
  if (verdict === 'unclear') return { name: 'slowdown', limit, actual, passed: !strict, note: 'too noisy to tell' };
  return { name: 'slowdown', limit, actual, passed: verdict === 'holds' };
}

function memory(limit: number, { legacy_peak_mb: before, candidate_peak_mb: now }: Performance): Gate {
  if (before === null || now === null || before === 0) {
    return { name: 'memory', limit, actual: null, passed: true, note: 'peak memory could not be measured here' };
  }
  return atMost('memory', limit, Number((now / before - 1).toFixed(4)));
}
