/** A first configuration, as text with comments, to be edited: modules in the order of switching, with the reasons. */

import { circles } from './cycles.ts';
import type { Plan } from './plan.ts';

export interface ProposedModule {
  name: string;
  /** Relative to the configuration, with `/`. */
  paths: string[];
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

/** The text of `cutover.config.yaml`. Without a plan it is a form to be filled in. */
export function renderConfig(name: string, modules: readonly ProposedModule[], plan: Plan | undefined): string {
  const order = plan?.order.map(({ module }) => module) ?? [];
  const inOrder = [...modules].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const blocks = inOrder.map((module) => moduleBlock(module, plan));
  return `${[
    '# What is migrated, how it is compared, and when it may be switched.',
    `name: ${scalar(name)}`,
    '',
    '# Each module is backed up, switched and rolled back as a unit.',
    ...(blocks.length === 0
      ? ['modules: {}', '#  runtime:', '#    legacy: [src/runtime]                     # files, folders or globs', '#    switch: { replace: { from: next/runtime, to: src/runtime } }']
      : ['modules:', ...blocks.flat()]),
    '',
    '# How each side runs. {{root}} is the folder of this file, {{input}} a field of the case.',
    '# runners:',
    '#   legacy: { command: [python3, "{{root}}/old.py", "{{input}}"] }',
    '#   candidate: { command: [python3, "{{root}}/new.py", "{{input}}"] }',
    '# cases:',
    '#   - { id: first, input: a }',
    '',
    '# When the candidate may be switched to.',
    'gates: { parity: 1.0, slowdown: 0.10, memory: 0.10 }',
    '',
    '# What must pass after a switch and after a rollback.',
    '# verify: [[npm, test]]',
  ].join('\n')}\n`;
}

function moduleBlock({ name, paths }: ProposedModule, plan: Plan | undefined): string[] {
  const planned = plan?.modules.find((module) => module.name === name);
  const reasons = plan?.order.find(({ module }) => module === name)?.reasons ?? [];
  const uses = plan?.modules.filter((other) => other.name !== name && other.dependents.some(({ module }) => module === name)).map((other) => other.name) ?? [];
  const [only, ...others] = paths;
  const outside = planned?.dependents.filter(({ module }) => module === null).map(({ file, line }) => `${file.replaceAll(/\p{C}/gu, '?')}:${line}`) ?? [];
  return [
    ...(planned === undefined ? [] : [`  # ${planned.legacy.files} files, ${planned.legacy.lines.code} code lines; ${reasons.join('; ')}`]),
    ...(outside.length === 0 ? [] : [`  # used from ${outside.slice(0, 3).join(', ')}${outside.length > 3 ? ` and ${outside.length - 3} more places: cutover migrate plan` : ''}`]),
    `  ${scalar(name)}:`,
    `    legacy: [${paths.map(scalar).join(', ')}]`,
    ...(uses.length === 0 ? [] : [`    after: [${uses.map(scalar).join(', ')}]`]),
    others.length === 0
      ? `    switch: { replace: { from: ${scalar(`next/${only!.split('/').at(-1)!}`)}, to: ${scalar(only!)} } }  # where the new one is written`
      : `    # switch: { flag: use_new_${name.replaceAll(/\W/g, '_')} }  # several places: a flag, or run and undo`,
  ];
}

/** A YAML scalar; quoted unless it is plain beyond doubt. */
function scalar(text: string): string {
  return /^[A-Za-z_./][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|\.inf|\.nan)$/i.test(text) ? text : JSON.stringify(text);
}
