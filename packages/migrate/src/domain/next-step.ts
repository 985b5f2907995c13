/** What to do next, as commands to paste, and whether a stage is reached that someone asks for. */

import type { ModuleStatus } from './module-status.ts';

export const stages = ['backed-up', 'proven', 'switched', 'verified'] as const;
/** How far a module can be required to be; each stage is asked for by itself. */
export type Stage = (typeof stages)[number];

/** Whether a module is at the stage. */
function isAt({ backup, proof, serving, verified }: ModuleStatus, stage: Stage): boolean {
  if (stage === 'backed-up') return backup !== null && (backup.current || serving !== 'legacy');
  if (stage === 'proven') return proof.state === 'proven';
  if (stage === 'switched') return serving === 'candidate';
  return verified.state === 'passed';
}

/** The modules that are not at the stage. One without a switch, such as data, is not asked to be switched where others can be. */
export function missingAt(modules: readonly ModuleStatus[], stage: Stage): string[] {
  const asked = stage === 'switched' || stage === 'verified' ? ableToSwitch(modules) : modules;
  return asked.filter((module) => !isAt(module, stage)).map(({ name }) => name);
}

/** The modules that the candidate can serve; all where none says how. */
export function ableToSwitch(modules: readonly ModuleStatus[]): readonly ModuleStatus[] {
  const able = modules.filter(({ way }) => way !== null);
  return able.length === 0 ? modules : able;
}

export interface NextStep {
  command: string;
  why: string;
}

export interface NextFacts {
  modules: readonly ModuleStatus[];
  /** Modules that can be switched, in the order of switching. */
  switchable: readonly string[];
  /** Modules that the candidate serves and whose legacy files are still there. */
  cleanable: readonly string[];
  /** Names of changes that were interrupted. */
  interrupted: readonly string[];
  cases: number;
  /** Items of the checklists that someone has yet to confirm. */
  unconfirmed: readonly string[];
}

/** The steps that are open, the first of them first; none when all is done. */
export function nextSteps({ modules, switchable, cleanable, interrupted, cases, unconfirmed }: NextFacts): NextStep[] {
  if (interrupted.length > 0) return [{ command: 'cutover migrate recover', why: `an interrupted ${interrupted[0]} waits to be finished` }];
  const legacy = modules.filter(({ serving }) => serving !== 'candidate');
  const unsaved = legacy.filter((module) => !isAt(module, 'backed-up') && module.serving === 'legacy');
  if (unsaved.length > 0) return [{ command: `cutover migrate backup${some(unsaved, modules)}`, why: unsaved.every(({ backup }) => backup === null) ? 'there is no backup yet' : 'the files changed since the backup' }];
  const unproven = modules.filter((module) => !isAt(module, 'proven'));
  if (unproven.length > 0 && cases === 0) return [{ command: 'cutover migrate parity --legacy "COMMAND {}" --candidate "COMMAND {}" --input VALUE --save', why: 'the configuration names no cases to compare' }];
  if (unproven.length > 0) return [{ command: 'cutover migrate parity', why: byReason(unproven, ({ proof }) => proof.why) }];
  const failed = modules.filter(({ verified }) => verified.state === 'failed' || verified.state === 'stale');
  if (failed.length > 0) return [{ command: 'cutover migrate status --verify', why: byReason(failed, ({ verified }) => verified.why) }];
  const [next] = switchable.flatMap((name) => legacy.filter((module) => module.name === name));
  const clean = cleanUp(modules.filter(({ name }) => cleanable.includes(name)));
  if (next === undefined) return [...unconfirmed.map((name) => ({ command: `cutover migrate status --confirm ${name} --reason TEXT`, why: 'no program can see it: say what was done' })), ...clean];
  return [switchOf(next), ...clean];
}

function switchOf({ name, serving, percent, rolled_back: back }: ModuleStatus): NextStep {
  const command = `cutover migrate switch ${name}`;
  if (back !== null) return { command, why: `${name} is proven, but was rolled back${back.reason === null ? '' : ` (${back.reason})`}: a case should show why first` };
  return { command, why: serving === 'both' ? `${name} is proven; the candidate serves ${percent}%` : `${name} is proven` };
}

/** What is switched, proven and not found wanting by its checks can lose its legacy files. */
function cleanUp(ready: readonly ModuleStatus[]): NextStep[] {
  if (ready.length === 0) return [];
  const checked = ready.every(({ verified }) => verified.state === 'passed') ? 'switched, proven and verified' : 'switched and proven';
  const names = ready.map(({ name }) => name);
  return [{ command: `cutover migrate clean ${names.join(' ')}`, why: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} ${checked}: the legacy files can go, and a rollback brings them back` }];
}

/** `a, b: no parity run yet; c: a gate failed`. */
export function byReason(modules: readonly ModuleStatus[], reasonOf: (module: ModuleStatus) => string | null): string {
  const groups = new Map<string | null, string[]>();
  for (const module of modules) groups.set(reasonOf(module), [...(groups.get(reasonOf(module)) ?? []), module.name]);
  return [...groups].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join('; ');
}

function some(wanted: readonly ModuleStatus[], all: readonly ModuleStatus[]): string {
  return wanted.length === all.length ? '' : ` ${wanted.map(({ name }) => name).join(' ')}`;
}
