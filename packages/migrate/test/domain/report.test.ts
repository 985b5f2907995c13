import { expect, test } from 'vitest';
import { gatesSchema } from '../../src/domain/gate-config.ts';
import { makeReport, type RecordedCase, type RunFacts } from '../../src/domain/report.ts';

const side = { runner: 'a', ref: null, version: null };
const outcome = { exit_code: 0, signal: null, timed_out: false, duration_ms: 1, peak_memory_mb: null, stdout: '', stderr: '', files: {} };
const pair = { legacy_ms: 10, candidate_ms: 10, legacy_mb: null, candidate_mb: null };

/** The notes of a run that began under this load, with or without times taken. */
function notes(load: number, timings: RecordedCase['timings']): string[] {
  const facts: RunFacts = {
    schema_version: 1, run: 'r', migration: 'm', started_at: '', finished_at: '', legacy: side, candidate: side, content: { legacy: '', candidate: '', cases: '' },
    machine: { processors: 2, load_before: load, load_after: 9 }, all: ['a'], enumerated: ['a'], notes: [], api_changes: null, paired: true,
  };
  const recorded: RecordedCase = { id: 'a', legacy: outcome, candidate: outcome, legacy_reruns: [], candidate_reruns: [], timings };
  const judged = { verdict: 'match' as const, differences: [], used: new Set<never>(), unsettled: new Set<never>() };
  return makeReport(facts, new Map([['a', recorded]]), new Map([['a', judged]]), [], gatesSchema.parse({}), false).notes;
}

test('a busy machine is told where times were taken, and only there', () => {
  const told = 'the machine was busy before the run began (load 2.5 on 2 processors): its times say less than on a quiet one';
  expect([notes(2.5, [pair]), notes(2, [pair]), notes(2.5, [])]).toEqual([[told], [], []]);
});
