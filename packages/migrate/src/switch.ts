/** `migrate switch`: makes the candidate the one in use, when the evidence says so; goes back by itself when it does not work. */

import { byBytes, isWithin, joinBytes, showPath, toBytePath, type BytePath } from './domain/byte-path.ts';
import type { Operation, Shape } from './domain/change.ts';
import { migrateError } from './domain/errors.ts';
import type { FlagValue } from './domain/evidence.ts';
import type { ChangeJournal } from './domain/journal.ts';
import { selectModules, switchOrder } from './domain/modules.ts';
import { proofOf } from './domain/proof.ts';
import { planRestore } from './domain/restore-plan.ts';
import { parsePattern } from './domain/scope.ts';
import { servingByFlag, servingOf, type Serving } from './domain/serving.ts';
import { carryOut } from './change.ts';
import { enumerateCases } from './edges/case-source.ts';
import { hashRunContent } from './edges/content-of-run.ts';
import { readFlags } from './edges/flags-file.ts';
import { readLedger } from './edges/ledger.ts';
import { scan } from './edges/scan.ts';
import { makePoint } from './point.ts';
import { statePath, type Project } from './project.ts';
import { exclusively, rollBackFailedSwitch } from './recover.ts';
import { lookAt, missingFolders } from './restore.ts';
import type { ChangeOutcome } from './settle.ts';

export interface SwitchRequest {
  /** All when empty. */
  modules: readonly string[];
  /** Of the keys that the candidate is to serve; undefined: all. */
  percent: number | undefined;
  /** Switch without proof; then `reason` is needed. */
  force: boolean;
  reason: string | undefined;
}

/** What a switch would do, module by module in their order. */
export interface SwitchPlan {
  modules: { name: string; way: 'flag' | 'replace' | 'run'; from: Serving; to: Serving }[];
  operations: Operation[];
  contentOf: (operation: Operation) => { from: BytePath };
  flags: Record<string, FlagValue>;
  actions: ChangeJournal['actions'];
  unchanged: number;
  /** Why it would be refused: one line a module without proof. */
  unproven: string[];
  /** The parity run that proves it. */
  run: string | undefined;
  /** The digest of the candidate that is switched to. */
  candidate: string;
}

export interface SwitchResult {
  plan: SwitchPlan;
  /** Undefined when every module is switched already. */
  change: ChangeOutcome | undefined;
  /** Set when the checks failed and everything was put back. */
  rolledBack: ChangeOutcome | undefined;
}

/** Throws SWITCH_UNPROVEN, SWITCH_ORDER, SWITCH_MISSING, LOCKED and errors of the disk; then nothing is changed. */
export async function switchOver(project: Project, request: SwitchRequest): Promise<SwitchResult> {
  return exclusively(project, async () => {
    const plan = await planSwitch(project, request);
    if (plan.modules.length === 0) return { plan, change: undefined, rolledBack: undefined };
    refuseUnproven(plan, request);
    const modules = plan.modules.map(({ name }) => name);
    const point = await makePoint(project, { kind: 'switch', modules, message: `before the switch of ${modules.join(', ')}` });
    const change = await carryOut(project, {
      ...plan,
      kind: 'switch',
      modules,
      point: null,
      reason: request.reason,
      forced: request.force,
      moduleOf: new Map(),
      kept: [],
      linked: [],
      serving: Object.fromEntries(plan.modules.map(({ name, to }) => [name, to])),
      evidence: { parity_run: plan.run ?? null, unproven: plan.unproven, content: { candidate: plan.candidate } },
      safetyPoint: point.id,
    });
    return { plan, change, rolledBack: change.verified ? undefined : await rollBackFailedSwitch(project) };
  });
}

/** Plans the switch; touches nothing. Modules that are switched already are left out. */
export async function planSwitch(project: Project, { modules, percent }: SwitchRequest): Promise<SwitchPlan> {
  const names = switchOrder(project.config, switchable(project, modules, percent));
  const { lines } = readLedger(statePath(project), project.files);
  const serving = currentServing(project);
  const target: Serving = percent === undefined ? 'candidate' : servingByFlag(percent);
  const plan: SwitchPlan = { modules: [], operations: [], contentOf: () => ({ from: toBytePath('') }), flags: {}, actions: [], unchanged: 0, unproven: [], run: undefined, candidate: '' };
  const contents = new Map<BytePath, BytePath>();
  const cases = project.config.cases.length === 0 ? [] : await enumerateCases(project.config.cases, project.root, 'cutover.config');
  const now = hashRunContent(project.root, project.config, cases);
  for (const name of names) {
    const from = serving[name] ?? 'legacy';
    const way = project.config.modules[name]!.switch!;
    if (from === target) continue;
    refuseOrder(project, name, serving);
    serving[name] = target;
    const proof = proofOf(lines, name, now);
    if (proof.state === 'proven') plan.run = proof.run;
    else plan.unproven.push(`${name}: ${proof.state === 'none' ? 'no parity run yet' : `run ${proof.run}: ${proof.why}`}`);
    plan.modules.push({ name, way: way.flag !== undefined ? 'flag' : way.replace !== undefined ? 'replace' : 'run', from, to: target });
    if (way.flag !== undefined) plan.flags[way.flag] = target === 'candidate' ? true : target === 'legacy' ? false : target;
    else if (way.replace !== undefined) await replaceInto(project, way.replace, plan, contents);
    else plan.actions.push({ module: name, command: [...way.run!], undo: [...way.undo!] });
  }
  plan.operations.push(...missingFolders(project, plan.operations));
  plan.operations.sort((a, b) => byBytes(a.path, b.path));
  return { ...plan, candidate: now.candidate, contentOf: ({ path }) => ({ from: contents.get(path)! }) };
}

/** Which side serves each module now: the flag says it, else the ledger. */
export function currentServing(project: Project): Record<string, Serving> {
  const recorded = servingOf(readLedger(statePath(project), project.files).lines);
  const flags = readFlags(project.files, toBytePath(project.root), project.config);
  return Object.fromEntries(
    Object.entries(project.config.modules).map(([name, { switch: way }]) => [name, way?.flag === undefined ? (recorded[name] ?? 'legacy') : servingByFlag(flags[way.flag])]),
  );
}

function switchable(project: Project, wanted: readonly string[], percent: number | undefined): string[] {
  const names = selectModules(project.config, wanted);
  const able = names.filter((name) => project.config.modules[name]!.switch !== undefined);
  const unable = wanted.length === 0 ? (able.length === 0 ? names : []) : names.filter((name) => !able.includes(name));
  if (unable.length > 0) {
    throw migrateError('SWITCH_MISSING', {
      message: `the configuration says no way to switch ${unable.join(', ')}`,
      hint: 'add switch: { flag: NAME }, { replace: { from, to } } or { run: […], undo: […] } to the module',
      where: `modules.${unable[0]}`,
    });
  }
  const whole = percent === undefined ? [] : able.filter((name) => project.config.modules[name]!.switch!.flag === undefined);
  if (whole.length > 0) {
    throw migrateError('SWITCH_MISSING', { message: `${whole.join(', ')} can't be switched by percentage: only a flag can`, hint: 'leave out --percent, or name the modules that switch by flag' });
  }
  return able;
}

function refuseOrder(project: Project, name: string, serving: Readonly<Record<string, Serving>>): void {
  const waits = project.config.modules[name]!.after.filter((other) => project.config.modules[other]!.switch !== undefined && serving[other] === 'legacy');
  if (waits.length === 0) return;
  throw migrateError('SWITCH_ORDER', {
    message: `${name} comes after ${waits.join(', ')}, which the legacy still serves`,
    hint: `switch ${waits.join(', ')} first, or all of them together: "cutover migrate switch"`,
    where: `modules.${name}.after`,
  });
}

function refuseUnproven({ unproven }: SwitchPlan, { force }: SwitchRequest): void {
  if (unproven.length === 0 || force) return;
  throw migrateError('SWITCH_UNPROVEN', {
    message: `no parity run proves what is to be switched\n${unproven.map((line) => `  ${line}`).join('\n')}`,
    hint: 'run "cutover migrate parity"; --force --reason TEXT switches without proof, which is recorded',
  });
}

/** Adds the steps that put the content of `from` in the place of `to`. */
async function replaceInto(project: Project, { from, to }: { from: string; to: string }, plan: SwitchPlan, contents: Map<BytePath, BytePath>): Promise<void> {
  const root = toBytePath(project.root);
  const [source, target] = [parsePattern(from).start, parsePattern(to).start];
  if (isWithin(source, target) || isWithin(target, source)) {
    throw migrateError('PATH_OUTSIDE', { message: `"${from}" and "${to}" lie within each other`, where: 'switch.replace', hint: 'keep the candidate in a folder of its own' });
  }
  const { found, unmatched } = scan(project.files, root, [parsePattern(from)]);
  if (unmatched.length > 0) throw migrateError('LEGACY_MISSING', { message: `there is nothing at "${from}" to switch to`, where: 'switch.replace.from', hint: 'correct the path' });
  const wanted = new Map<BytePath, Shape>();
  for (const [path, shape] of await lookAt(project, found)) {
    const place = `${target}${path.slice(source.length)}` as BytePath;
    // Each name becomes a file of its own.
    wanted.set(place, shape.kind === 'file' ? { ...shape, hardLink: undefined } : shape);
    contents.set(place, joinBytes(root, path));
  }
  const there = scan(project.files, root, [parsePattern(to)]);
  if (there.special.length > 0) {
    throw migrateError('DRIFT', { message: `${showPath(there.special[0]!)} is no plain file and can't be replaced`, hint: 'remove it, then switch' });
  }
  const present = await lookAt(project, there.found);
  // The rollback point that is made first keeps all of it: nothing here is unknown.
  const { operations, unchanged } = planRestore({ point: wanted, present, isRecorded: () => true, drift: 'replace' });
  plan.operations.push(...operations);
  plan.unchanged += unchanged;
}
