/** Where a module stands: backed up, proven, who serves, verified, rolled back; each with its evidence, or why it is stale. */

import type { LedgerLine } from './ledger.ts';
import { proofOf, type Proof, type ProvenContent } from './proof.ts';
import type { Serving } from './serving.ts';

/** A backup that holds the module whole. */
export interface KnownBackup {
  id: string;
  at: string;
  kind: 'backup' | 'switch';
  /** Whether the module's files are still as the backup has them. */
  current: boolean;
}

export interface ModuleFacts {
  name: string;
  after: readonly string[];
  way: 'flag' | 'replace' | 'run' | null;
  serving: Serving;
  /** The newest; undefined when there is none. */
  backup: KnownBackup | undefined;
  /** For a module that is switched by `replace`: whether what lies in the legacy's place is the candidate. */
  inPlace: boolean;
}

export interface ModuleStatus {
  name: string;
  /** How it is switched; null for one that is only backed up, such as data. */
  way: 'flag' | 'replace' | 'run' | null;
  serving: 'legacy' | 'candidate' | 'both';
  /** Of the keys, that the candidate serves. */
  percent: number;
  backup: { id: string; at: string; current: boolean; verified_at: string } | null;
  proof: { state: Proof['state']; run: string | null; at: string | null; why: string | null };
  switched: { id: string; at: string; forced: boolean; reason: string | null; run: string | null } | null;
  /** The verify commands since the module was last switched. */
  verified: { state: 'passed' | 'failed' | 'stale' | 'none'; at: string | null; why: string | null };
  rolled_back: { id: string; at: string; point: string; reason: string | null; automatic: boolean } | null;
}

/** The status of one module from what was recorded and what there is. */
export function statusOf(lines: readonly LedgerLine[], module: ModuleFacts, now: ProvenContent): ModuleStatus {
  const { name, serving, backup } = module;
  const lastChange = lines.findLast(({ kind, modules }) => (kind === 'switch' || kind === 'rollback') && modules.includes(name));
  const switched = serving === 'legacy' ? undefined : lastSwitch(lines, name);
  return {
    name,
    way: module.way,
    serving: typeof serving === 'number' ? 'both' : serving,
    percent: serving === 'legacy' ? 0 : serving === 'candidate' ? 100 : serving,
    backup: backup === undefined ? null : { id: backup.id, at: backup.at, current: backup.current, verified_at: verifiedAt(lines, backup) },
    proof: describeProof(proofOfModule(lines, module, now, switched === undefined ? undefined : { line: switched, cleaned: switched === lastChange && switched.detail['cleaned'] === true })),
    switched: switched === undefined ? null : describeSwitch(switched),
    verified: verification(lines, module, now, switched),
    rolled_back: lastChange?.kind === 'rollback' ? describeRollback(lastChange) : null,
  };
}

/** The line of the last switch of a module, whatever came after it. */
export function lastSwitch(lines: readonly LedgerLine[], name: string): LedgerLine | undefined {
  return lines.findLast(({ kind, modules }) => kind === 'switch' && modules.includes(name));
}

/**
 * A replacing switch, and a clean-up, change the very files that were proven: from then on the proof is the run that they went
 * by, as long as the candidate is unchanged, and is what lies in the place that it took.
 */
function proofOfModule(lines: readonly LedgerLine[], { name, way, inPlace }: ModuleFacts, now: ProvenContent, switched: { line: LedgerLine; cleaned: boolean } | undefined): Proof {
  const plain = proofOf(lines, name, now);
  if (switched === undefined || (way !== 'replace' && !switched.cleaned) || plain.state === 'proven') return plain;
  const run = lines.find(({ kind, id }) => kind === 'parity' && id === switched.line.detail['parity_run']);
  if (run === undefined) return { state: 'none' };
  const then = run.detail['content'] as ProvenContent;
  const common = { run: run.id, at: run.at };
  if (then.candidate !== now.candidate) return { state: 'stale', ...common, why: 'the candidate changed since' };
  if (then.cases !== now.cases) return { state: 'stale', ...common, why: 'the cases changed since' };
  if (way === 'replace' && !inPlace) return { state: 'stale', ...common, why: `the files of ${name} changed since it was switched` };
  return { state: 'proven', ...common };
}

function describeProof(proof: Proof): ModuleStatus['proof'] {
  if (proof.state === 'none') return { state: 'none', run: null, at: null, why: 'no parity run yet' };
  const { state, run, at } = proof;
  return { state, run, at, why: 'why' in proof ? proof.why : null };
}

function describeSwitch({ id, at, detail }: LedgerLine): NonNullable<ModuleStatus['switched']> {
  return { id, at, forced: detail['forced'] === true, reason: textOf(detail['reason']), run: textOf(detail['parity_run']) };
}

function describeRollback({ id, at, detail }: LedgerLine): NonNullable<ModuleStatus['rolled_back']> {
  return { id, at, point: textOf(detail['point']) ?? '', reason: textOf(detail['reason']), automatic: detail['automatic'] === true };
}

/** A backup is read back when it is made; `backups --verify` reads it again. */
function verifiedAt(lines: readonly LedgerLine[], { id, at }: KnownBackup): string {
  const whole = ({ kind, detail }: LedgerLine): boolean => kind === 'verify' && Array.isArray(detail['whole']) && detail['whole'].includes(id);
  return lines.findLast(whole)?.at ?? at;
}

/** The newest run of the verify commands that saw the module as it serves now. */
function verification(lines: readonly LedgerLine[], { name, way, inPlace }: ModuleFacts, now: ProvenContent, switched: LedgerLine | undefined): ModuleStatus['verified'] {
  if (switched === undefined) return { state: 'none', at: null, why: null };
  const line = lines.findLast(({ kind, seq, detail }) => seq > switched.seq && kind === 'verify' && detail['verify'] !== undefined) ?? switched;
  const { at, detail } = line;
  if (!Array.isArray(detail['verify']) || detail['verify'].length === 0) return { state: 'none', at: null, why: 'the configuration has no verify commands' };
  if (detail['verified'] !== true) return { state: 'failed', at, why: 'a verify command failed' };
  const then = detail['content'] as Partial<ProvenContent> | undefined;
  if (then?.candidate !== undefined && then.candidate !== now.candidate) return { state: 'stale', at, why: 'the candidate changed since' };
  const changed = way === 'replace' ? !inPlace : then?.modules !== undefined && then.modules[name] !== now.modules[name];
  if (changed) return { state: 'stale', at, why: `the files of ${name} changed since` };
  return { state: 'passed', at, why: null };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
