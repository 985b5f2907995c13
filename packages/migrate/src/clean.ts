/** `migrate clean`: removes the legacy files of modules that the candidate serves; a rollback brings them back. */

import { byBytes, showPath, toBytePath, toText } from './domain/byte-path.ts';
import type { Operation } from './domain/change.ts';
import { migrateError } from './domain/errors.ts';
import { selectModules } from './domain/modules.ts';
import { planRestore } from './domain/restore-plan.ts';
import { carryOut } from './change.ts';
import { readLedger } from './edges/ledger.ts';
import type { ScannedPath } from './edges/scan.ts';
import { hasLeft, leftOf } from './left-of-legacy.ts';
import { makePoint } from './point.ts';
import { statePath, type Project } from './project.ts';
import { exclusively, rollBackFailedSwitch } from './recover.ts';
import { lookAt } from './restore.ts';
import type { ChangeOutcome } from './settle.ts';
import { status } from './status.ts';

export interface CleanRequest {
  /** All that have something to be removed when empty. */
  modules: readonly string[];
  /** Remove also what is not proven, or still used; then `reason` is needed. */
  force: boolean;
  reason: string | undefined;
}

/** What a clean-up would do. */
export interface CleanPlan {
  modules: string[];
  operations: Operation[];
  /** Lines outside of what is removed that use it. */
  dependents: { module: string; file: string; line: number }[];
  /** Why it would be refused without force. */
  unproven: string[];
  /** The parity run that proves it. */
  run: string | undefined;
}

export interface CleanResult {
  plan: CleanPlan;
  /** Undefined when nothing is left to be removed. */
  change: ChangeOutcome | undefined;
  /** Set when the checks failed and everything was put back. */
  rolledBack: ChangeOutcome | undefined;
}

/** Throws CLEAN_UNSAFE, LOCKED and errors of the disk; then nothing is changed. */
export async function clean(project: Project, request: CleanRequest): Promise<CleanResult> {
  return exclusively(project, async () => {
    const planned = await planClean(project, request);
    const { modules, operations, run, unproven } = planned;
    if (operations.length === 0) return { plan: planned, change: undefined, rolledBack: undefined };
    refuseUnsafe(planned, request);
    const before = readLedger(statePath(project), project.files).lines;
    const serving = Object.fromEntries(modules.map((name) => [name, 'candidate' as const]));
    const candidate = before.findLast(({ kind, id }) => kind === 'parity' && id === run)?.detail['content'];
    // The rollback point is read back when it is made: what is removed is kept whole.
    const point = await makePoint(project, { kind: 'switch', modules, message: `before the clean-up of ${modules.join(', ')}` });
    const change = await carryOut(project, {
      kind: 'switch',
      modules,
      point: null,
      reason: request.reason,
      forced: request.force,
      operations,
      contentOf: () => ({ from: toBytePath('') }),
      moduleOf: new Map(),
      unchanged: 0,
      kept: [],
      linked: [],
      flags: {},
      actions: [],
      serving,
      evidence: { cleaned: true, parity_run: run ?? null, unproven, content: { candidate: (candidate as { candidate?: string } | undefined)?.candidate } },
      safetyPoint: point.id,
    });
    return { plan: planned, change, rolledBack: change.verified ? undefined : await rollBackFailedSwitch(project) };
  });
}

/** Plans the clean-up; touches nothing. Throws CLEAN_UNSAFE for a module that the legacy serves. */
export async function planClean(project: Project, request: Pick<CleanRequest, 'modules'>): Promise<CleanPlan> {
  const names = selectModules(project.config, request.modules);
  const { modules } = await status(project);
  const served = (name: string): boolean => modules.find((module) => module.name === name)?.serving === 'candidate';
  const early = names.filter((name) => !served(name));
  if (early.length > 0 && request.modules.length > 0) {
    throw migrateError('CLEAN_UNSAFE', { message: `the legacy still serves ${early.join(', ')}`, hint: `switch first: cutover migrate switch ${early.join(' ')}` });
  }
  const found = new Map(names.filter(served).map((name) => [name, leftOf(project, name)] as const).filter(([, paths]) => hasLeft(paths)));
  const present = await lookAt(project, [...found.values()].flat());
  const { operations } = planRestore({ point: new Map(), present, isRecorded: () => true, drift: 'replace' });
  const proofs = modules.filter(({ name }) => found.has(name));
  return {
    modules: [...found.keys()],
    operations: [...operations].sort((a, b) => byBytes(a.path, b.path)),
    dependents: found.size === 0 ? [] : await dependentsOn(project, found),
    unproven: proofs.flatMap(({ name, proof }) => (proof.state === 'proven' ? [] : `${name}: ${proof.why ?? 'not proven'}`)),
    run: proofs.find(({ proof }) => proof.state === 'proven')?.proof.run ?? undefined,
  };
}

async function dependentsOn(project: Project, found: ReadonlyMap<string, readonly ScannedPath[]>): Promise<CleanPlan['dependents']> {
  const { root, config, env, signal } = project;
  // Loaded here: mostly nothing is left to be removed.
  const { plan } = await import('./plan.ts');
  const removed = new Set([...found.values()].flat().flatMap(({ path }) => toText(path) ?? []));
  // Modules that were cleaned up before have no files to be planned.
  const left = Object.fromEntries(Object.entries(config.modules).filter(([name]) => found.has(name)));
  const { modules, warnings } = await plan({ root, config: { ...config, modules: left }, env, signal });
  for (const { file, line, message } of warnings) project.onEvent({ type: 'warning', message: `${file}${line === null ? '' : `:${line}`}: ${message}; what it uses is not known` });
  return modules.flatMap(({ name, dependents }) =>
    dependents.flatMap(({ file, line, uses }) => (!removed.has(file) && uses.some((used) => removed.has(used)) ? [{ module: name, file, line }] : [])),
  );
}

function refuseUnsafe({ unproven, dependents }: CleanPlan, { force }: CleanRequest): void {
  if (force || (unproven.length === 0 && dependents.length === 0)) return;
  const users = dependents.slice(0, 20).map(({ module, file, line }) => `  ${file}:${line} uses ${module}`);
  const rest = dependents.length > users.length ? [`  and ${dependents.length - users.length} more: cutover migrate plan --all`] : [];
  throw migrateError('CLEAN_UNSAFE', {
    message: ['the legacy can\'t be removed yet', ...unproven.map((line) => `  ${line}`), ...users, ...rest].join('\n'),
    hint: unproven.length > 0 ? 'run "cutover migrate parity"; --force --reason TEXT removes without proof, which is recorded' : 'change what uses it first; --force --reason TEXT removes it all the same, which is recorded',
  });
}

/** The paths that a plan removes, for people. */
export function removedPaths({ operations }: CleanPlan): string[] {
  return operations.filter(({ after }) => after === undefined).map(({ path }) => showPath(path));
}
