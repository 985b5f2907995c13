/** A first configuration as text with comments, to be read and edited by people. */

import type { Plan } from '../plan/plan.ts';
import type { ProposedModule } from '../plan/proposal.ts';
import type { Suggestion } from '../suggest-rules.ts';
import type { RunnerDraft, RunsDraft } from './draft.ts';

export interface ConfigDraft {
  name: string;
  /** Where editors find the JSON schema of the file, relative to it or absolute. */
  schema: string | undefined;
  modules: readonly ProposedModule[];
  /** How sides run and on which cases; without it comments show how it is written. */
  runs: RunsDraft | undefined;
  /** Rules for noise that was seen. */
  rules: readonly Suggestion[];
  /** The command that runs the project's tests. */
  test: readonly string[] | undefined;
}

/** The text of `cutover.config.yaml`. `plan` gives the modules' order and reasons. */
export function renderConfig(draft: ConfigDraft, plan: Plan | undefined): string {
  const { name, schema, modules, runs, rules, test } = draft;
  const order = plan?.order.map(({ module }) => module) ?? [];
  const inOrder = [...modules].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return `${[
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    '# What is replaced, how it is compared, and when it may be switched.',
    `name: ${scalar(name)}`,
    '',
    '# Each module is backed up, switched and rolled back as a unit.',
    ...moduleLines(inOrder, plan),
    '',
    '# How each side runs. Every run starts in an empty folder of its own: a file of the',
    '# project is {{root}}/…, and any other {{name}} a field of the case.',
    ...runnerLines(runs),
    '',
    '# One run of each side a case. Its files are copied into the empty folder first.',
    ...caseLines(runs),
    '',
    '# What may differ, each with its reason; a rule that explains nothing is reported.',
    ...ruleLines(rules),
    '',
    '# What must hold before the candidate may be switched to.',
    'gates: { parity: 1.0 }',
    '# gates: { parity: 1.0, slowdown: 0.10, memory: 0.10 }',
    '',
    '# What must pass after a switch and after a rollback.',
    `# verify: [${flow(test ?? ['npm', 'test'])}]`,
  ].join('\n')}\n`;
}

function moduleLines(modules: readonly ProposedModule[], plan: Plan | undefined): string[] {
  if (modules.length > 0) return ['modules:', ...modules.flatMap((module) => moduleBlock(module, plan))];
  return [
    'modules: {}',
    '#  runtime:',
    '#    legacy: [src/runtime]                     # files, folders or globs',
    '#    switch: { replace: { from: next/runtime, to: src/runtime } }',
  ];
}

function moduleBlock(module: ProposedModule, plan: Plan | undefined): string[] {
  const { name, paths } = module;
  const planned = plan?.modules.find((each) => each.name === name);
  const reasons = plan?.order.find((each) => each.module === name)?.reasons ?? [];
  const uses = plan?.modules.filter((other) => other.name !== name && other.dependents.some((each) => each.module === name)).map((other) => other.name) ?? [];
  const outside = planned?.dependents.filter((each) => each.module === null).map(({ file, line }) => `${file.replaceAll(/\p{C}/gu, '?')}:${line}`) ?? [];
  return [
    ...(planned === undefined ? [] : [`  # ${[`${planned.legacy.files} file${planned.legacy.files === 1 ? '' : 's'}, ${planned.legacy.lines.code} code lines`, ...reasons].join('; ')}`]),
    ...(outside.length === 0 ? [] : [`  # used from ${outside.slice(0, 3).join(', ')}${outside.length > 3 ? ` and ${outside.length - 3} more places: cutover migrate plan` : ''}`]),
    `  ${scalar(name)}:`,
    `    legacy: ${flow(paths)}`,
    ...(uses.length === 0 ? [] : [`    after: ${flow(uses)}`]),
    ...(module.candidate === undefined ? [] : [`    candidate: ${flow([module.candidate])}`]),
    switchLine(module),
  ];
}

function switchLine({ name, paths: [only = '', ...others], replacement, candidate }: ProposedModule): string {
  const reason = others.length > 0 ? 'several places' : candidate === undefined ? undefined : 'another kind of file';
  if (reason !== undefined) return `    # switch: { flag: use_new_${name.replaceAll(/\W/g, '_')} }  # ${reason}: a flag, or run and undo`;
  const note = replacement === undefined ? '  # where the new one is written' : '';
  return `    switch: { replace: ${flow({ from: replacement ?? `next/${only.split('/').at(-1)!}`, to: only })} }${note}`;
}

function runnerLines(runs: RunsDraft | undefined): string[] {
  const missing = ['#  candidate:', '#    command: [python3, "{{root}}/new.py", "{{input}}"]'];
  if (runs === undefined) return ['# runners:', '#  legacy:', '#    command: [python3, "{{root}}/old.py", "{{input}}"]', ...missing];
  const { legacy, candidate } = runs.runners;
  return ['runners:', ...runnerBlock('legacy', legacy), ...(candidate === undefined ? missing : runnerBlock('candidate', candidate))];
}

function runnerBlock(side: string, { command, env, stdin }: RunnerDraft): string[] {
  return [`  ${side}:`, `    command: ${flow(command)}`, ...(env === undefined ? [] : [`    env: ${flow(env)}`]), ...(stdin === undefined ? [] : [`    stdin: ${scalar(stdin)}`])];
}

function caseLines(runs: RunsDraft | undefined): string[] {
  const more = ['#  - from: cases/*.yaml               # a case a file; or a .csv, a case a row', '#  - matrix: { input: [a, b], level: ["1", "2"] }'];
  return runs === undefined ? ['# cases:', '#  - { id: first, input: a }', ...more] : ['cases:', ...runs.cases.map((each) => `  - ${flow(each)}`), ...more];
}

function ruleLines(rules: readonly Suggestion[]): string[] {
  if (rules.length === 0) {
    return [
      '# compare:',
      '#   ignore:    [{ path: /duration, reason: wall-clock time }]',
      '#   tolerance: [{ path: /score, relative: 1.0e-9, reason: summation order }]',
      '#   scrub:     [{ pattern: "\\\\d+ ms", with: "<ms>", reason: wall-clock time }]',
    ];
  }
  const lists = [...new Set(rules.map(({ list }) => list))];
  return ['compare:', ...lists.flatMap((list) => [`  ${list}:`, ...rules.filter((each) => each.list === list).map(({ rule }) => `    - ${rule}`)])];
}

type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

/** A value in YAML's flow style, on one line. */
function flow(value: Plain): string {
  if (typeof value === 'string') return scalar(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  return `{ ${Object.entries(value).map(([key, each]) => `${scalar(key)}: ${flow(each)}`).join(', ')} }`;
}

/** A YAML scalar; quoted unless it is plain beyond doubt. */
function scalar(text: string): string {
  return /^[A-Za-z_./][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|\.inf|\.nan)$/i.test(text) ? text : JSON.stringify(text);
}
