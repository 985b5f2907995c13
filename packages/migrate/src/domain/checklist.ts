/** The checklists before, during and after a migration: each item with the evidence that ticks it, or what is missing. */

import type { LedgerLine } from './ledger.ts';
import type { ModuleStatus } from './module-status.ts';
import { ableToSwitch, byReason } from './next-step.ts';
import type { ParityReport } from './report.ts';
import type { ProvenContent } from './proof.ts';

export interface ChecklistItem {
  /** The item's name for `--confirm`. */
  id: string;
  item: string;
  done: boolean;
  /** What ticks it. */
  evidence: string | null;
  /** Why it is not done. */
  missing: string | null;
}

export interface Checklists {
  before: ChecklistItem[];
  during: ChecklistItem[];
  after: ChecklistItem[];
}

export interface ChecklistFacts {
  lines: readonly LedgerLine[];
  modules: readonly ModuleStatus[];
  now: ProvenContent & { legacy: string };
  /** The report of the last parity run that ran every case. */
  report: ParityReport | undefined;
  /** That run, where its report can't be read. */
  lostReport: string | undefined;
  /** The commands of `verify`. */
  verifyCommands: number;
}

/** What no program can see; someone says so, and the ledger keeps who and when. */
export const confirmable = ['documents', 'people'] as const;
export type Confirmable = (typeof confirmable)[number];

/** The three lists. */
export function checklists(facts: ChecklistFacts): Checklists {
  return {
    before: [
      item('tests', 'tests pass on the current system', testsBefore(facts)),
      item('backup', 'every module is backed up as it is', backedUp(facts)),
      item('baseline', 'the speed of the legacy is measured', baseline(facts)),
    ],
    during: [
      item('cases', 'new and old are compared on cases', compared(facts)),
      item('integration', 'integration tests pass with the candidate', verified(facts, 'some')),
      item('performance', 'no performance regression', noRegression(facts)),
      item('parallel', 'the side-by-side run proves every module', proven(facts)),
    ],
    after: [
      item('features', 'all features work with the candidate in use', verified(facts, 'every')),
      item('faster', 'speed and memory are as before or better', asFast(facts)),
      item('documents', 'documents are updated', confirmed(facts, 'documents')),
      item('people', 'people know the new system', confirmed(facts, 'people')),
    ],
  };
}

type Finding = { evidence: string } | { missing: string };

function item(id: string, name: string, finding: Finding): ChecklistItem {
  const evidence = 'evidence' in finding ? finding.evidence : null;
  return { id, item: name, done: evidence !== null, evidence, missing: 'missing' in finding ? finding.missing : null };
}

function testsBefore({ lines, now, verifyCommands, modules }: ChecklistFacts): Finding {
  if (verifyCommands === 0) return { missing: 'the configuration has no verify commands' };
  const firstSwitch = lines.find(({ kind }) => kind === 'switch')?.seq ?? Infinity;
  const line = lines.findLast(({ kind, seq, detail }) => kind === 'verify' && detail['verify'] !== undefined && (seq < firstSwitch || servesLegacy(modules)));
  if (line === undefined) return { missing: 'not recorded: cutover migrate status --verify' };
  if (line.detail['verified'] !== true) return { missing: `they failed on ${day(line.at)}` };
  const then = (line.detail['content'] as { legacy?: string } | undefined)?.legacy;
  if (servesLegacy(modules) && then !== now.legacy) return { missing: `the legacy changed since they passed on ${day(line.at)}` };
  return { evidence: `passed on ${day(line.at)} (${line.id})` };
}

function servesLegacy(modules: readonly ModuleStatus[]): boolean {
  return modules.every(({ serving }) => serving === 'legacy');
}

function backedUp({ modules }: ChecklistFacts): Finding {
  const without = modules.filter(({ backup }) => backup === null);
  if (without.length > 0) return { missing: `no backup of ${names(without)}` };
  const changed = modules.filter(({ backup, serving }) => serving === 'legacy' && !backup!.current);
  if (changed.length > 0) return { missing: `${names(changed)} changed since the backup` };
  return { evidence: [...new Set(modules.map(({ backup }) => backup!.id))].join(', ') };
}

function withoutReport({ lostReport }: ChecklistFacts): Finding {
  return { missing: lostReport === undefined ? 'no complete parity run yet' : `the report of run ${lostReport} can't be read: compare again` };
}

function baseline(facts: ChecklistFacts): Finding {
  const { report, now, modules } = facts;
  if (report === undefined) return withoutReport(facts);
  const { legacy_median_ms: median, legacy_peak_mb: peak } = report.performance;
  if (median === null) return { missing: `run ${report.run} measured no time` };
  if (servesLegacy(modules) && report.content.legacy !== now.legacy) return { missing: `the legacy changed since run ${report.run}` };
  return { evidence: `median ${round(median)} ms${peak === null || peak === 0 ? '' : `, peak ${round(peak)} MB`} (${report.run})` };
}

function compared(facts: ChecklistFacts): Finding {
  const { report, now } = facts;
  if (report === undefined) return withoutReport(facts);
  if (report.content.cases !== now.cases) return { missing: `the cases changed since run ${report.run}` };
  if (report.content.candidate !== now.candidate) return { missing: `the candidate changed since run ${report.run}` };
  const { cases, match, tolerated } = report.summary;
  return { evidence: `${cases} cases, ${match + tolerated} agree (${report.run})` };
}

function noRegression(facts: ChecklistFacts): Finding {
  const { report, now } = facts;
  if (report === undefined) return withoutReport(facts);
  if (report.content.candidate !== now.candidate) return { missing: `the candidate changed since run ${report.run}` };
  const gates = report.gates.filter(({ name }) => name === 'slowdown' || name === 'memory');
  const failed = gates.filter(({ passed }) => !passed);
  if (gates.length === 0) return { missing: 'no gate says so: gates: { slowdown: 0.10, memory: 0.10 }' };
  if (failed.length > 0) return { missing: `${failed.map(({ name, actual, limit }) => `${name} ${percent(actual)} is over ${percent(limit)}`).join(', ')} (${report.run})` };
  return { evidence: `${gates.map(({ name, actual, note }) => `${name}: ${actual === null ? (note ?? 'not measured') : percent(actual)}`).join(', ')} (${report.run})` };
}

function proven({ modules }: ChecklistFacts): Finding {
  const without = modules.filter(({ proof }) => proof.state !== 'proven');
  if (without.length > 0) return { missing: byReason(without, ({ proof }) => proof.why) };
  return { evidence: [...new Set(modules.map(({ proof }) => proof.run))].join(', ') };
}

function verified(facts: ChecklistFacts, wanted: 'some' | 'every'): Finding {
  const modules = ableToSwitch(facts.modules);
  const passed = modules.filter(({ verified: { state } }) => state === 'passed');
  const open = modules.filter(({ serving, verified: { state } }) => state !== 'passed' && (wanted === 'every' || serving !== 'legacy'));
  const legacy = modules.filter(({ serving }) => serving !== 'candidate');
  if (wanted === 'every' && legacy.length > 0) return { missing: `the legacy still serves ${names(legacy)}` };
  if (open.length > 0) return { missing: byReason(open, ({ verified: { why } }) => why ?? 'not verified') };
  if (passed.length === 0) return { missing: 'no module is switched' };
  return { evidence: `verified on ${day(passed.map(({ verified: { at } }) => at ?? '').sort().at(-1)!)}: ${names(passed)}` };
}

function asFast(facts: ChecklistFacts): Finding {
  const { report, now, modules } = facts;
  const legacy = ableToSwitch(modules).filter(({ serving }) => serving !== 'candidate');
  if (legacy.length > 0) return { missing: `the legacy still serves ${names(legacy)}` };
  if (report === undefined) return withoutReport(facts);
  if (report.content.candidate !== now.candidate) return { missing: `the candidate changed since run ${report.run}` };
  const { speedup, ci95, legacy_peak_mb: before, candidate_peak_mb: after } = report.performance;
  if (speedup === null) return { missing: `run ${report.run} compared no times` };
  const slower = ci95 === null ? speedup < 1 : ci95[1] < 1;
  if (slower) return { missing: `the candidate is ${(1 / speedup).toFixed(2)}x slower (${report.run})` };
  if (before !== null && after !== null && after > before * 1.02) return { missing: `peak memory went from ${round(before)} to ${round(after)} MB (${report.run})` };
  return { evidence: `${speedup.toFixed(2)}x the speed${before === null || after === null || before === 0 ? '' : `, peak ${round(before)} -> ${round(after)} MB`} (${report.run})` };
}

function confirmed({ lines, now }: ChecklistFacts, wanted: Confirmable): Finding {
  const line = lines.findLast(({ kind, detail }) => kind === 'record' && detail['confirmed'] === wanted);
  if (line === undefined) return { missing: `not confirmed: cutover migrate status --confirm ${wanted} --reason TEXT` };
  if (line.detail['candidate'] !== now.candidate) return { missing: `the candidate changed since ${line.by} confirmed it on ${day(line.at)}` };
  return { evidence: `${line.by} on ${day(line.at)}: ${String(line.detail['reason'])}` };
}

function names(modules: readonly ModuleStatus[]): string {
  return modules.map(({ name }) => name).join(', ');
}

function day(at: string): string {
  return at.slice(0, 10);
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function percent(share: number | null): string {
  return share === null ? 'not measured' : `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}%`;
}
