/** A first configuration, as text with comments, to be edited: modules in the order of switching, with the reasons. */

import { circles } from './cycles.ts';
import type { Plan } from './plan.ts';

export interface ProposedModule {
  name: string;
  /** Relative to the configuration, with `/`. */
  paths: string[];
  /** What is to take their place, where it is known. */
  replacement?: string | undefined;
  /** What is to serve instead, but can't take their place: a program in another language. */
  candidate?: string | undefined;
}

/** Modules that use each other in a circle can't be switched one by one: each circle becomes one module, named after its first. */
export function mergeCircles(modules: readonly ProposedModule[], plan: Plan): ProposedModule[] {
  const usedBy = (name: string): string[] => plan.modules.filter(({ dependents }) => dependents.some(({ module }) => module === name)).map((each) => each.name);
  const round = circles(modules.map(({ name }) => name), usedBy);
  return modules.flatMap((module) => {
    const circle = round.find((names) => names.includes(module.name));
    if (circle === undefined) return [module];
    const members = modules.filter(({ name }) => circle.includes(name));
    return members[0] === module ? [{ name: module.name, paths: members.flatMap(({ paths }) => paths) }] : [];
  });
}
