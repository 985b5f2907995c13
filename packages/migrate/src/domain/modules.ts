/** The modules a command is about, and the paths that each of them owns. */

import { didYouMean } from '@cutover/runtime-testing';
import type { Config, ModuleConfig } from './config.ts';
import { migrateError } from './errors.ts';

/** The named modules, or all, in the order of the configuration. Throws MODULES_NONE and MODULE_UNKNOWN. */
export function selectModules(config: Config, names: readonly string[]): string[] {
  const all = Object.keys(config.modules);
  if (all.length === 0) {
    throw migrateError('MODULES_NONE', { message: 'the configuration names no modules', hint: 'add modules: { NAME: { legacy: [PATH] } }' });
  }
  for (const name of names) {
    if (all.includes(name)) continue;
    throw migrateError('MODULE_UNKNOWN', { message: `there is no module "${name}"`, hint: didYouMean(name, all) ?? `modules: ${all.join(', ')}` });
  }
  return names.length === 0 ? all : all.filter((name) => names.includes(name));
}

/** The patterns of a module's paths: its legacy, and the place that a replacing switch writes to. */
export function patternsOf(module: ModuleConfig): string[] {
  const to = module.switch?.replace?.to;
  return to === undefined || module.legacy.includes(to) ? module.legacy : [...module.legacy, to];
}

/** The patterns of what is to take a module's place: named for it, or put there by a replacing switch. */
export function candidateOf(module: ModuleConfig): string[] {
  const from = module.switch?.replace?.from;
  return from === undefined ? module.candidate : [from, ...module.candidate];
}

/** Modules in the order in which they are switched: each after those it names. */
export function switchOrder(config: Config, names: readonly string[]): string[] {
  const order: string[] = [];
  const visit = (name: string): void => {
    if (order.includes(name)) return;
    for (const other of config.modules[name]?.after ?? []) visit(other);
    order.push(name);
  };
  for (const name of names) visit(name);
  return order.filter((name) => names.includes(name));
}
