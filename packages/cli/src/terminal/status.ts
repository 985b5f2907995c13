/** The status as text: each module, the checklists, what to do next. */

import type { ChecklistItem, MigrationStatus, ModuleStatus } from '@cutover/migrate';
import { facts } from './facts.ts';
import { progressText } from './progress-chart.ts';
import type { Style } from './style.ts';

interface Look {
  required: { stage: string; met: boolean; missing: readonly string[] } | null;
  /** What the verify commands said just now. */
  checks: readonly { command: readonly string[]; passed: boolean }[] | undefined;
  now: Date;
  style: Style;
  width: number;
}

/** Lines for a terminal. */
export function statusText({ modules, checklists, next, progress }: MigrationStatus, look: Look): string {
  const { style, checks, required } = look;
  const lists = (['before', 'during', 'after'] as const).flatMap((name) => checklist(name, checklists[name], look));
  const sections = [
    ...modules.map((module) => moduleText(module, look)),
    lists.join('\n'),
    progressText(progress, style),
    checks === undefined ? '' : checks.map(({ command, passed }) => `verify  ${passed ? style.good('PASS') : style.bad('FAIL')} ${command.join(' ')}`).join('\n'),
    next.length === 0 ? style.good('everything is switched, and nothing is left to do') : next.map(({ command, why }) => `${style.bold('next')}  ${command}\n      ${style.dim(why)}`).join('\n'),
    required === null ? '' : required.met ? style.good(`every module is ${required.stage}`) : style.bad(`not ${required.stage}: ${required.missing.join(', ')}`),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function moduleText(module: ModuleStatus, { now, style }: Look): string {
  const { name, serving, percent, backup, proof, switched, verified, rolled_back: back } = module;
  const age = (at: string): string => style.dim(ageText(at, now));
  const side = serving === 'both' ? style.warn(`candidate ${percent}%, legacy ${100 - percent}%`) : serving === 'candidate' ? style.good('candidate') : 'legacy';
  const kept = backup === null ? style.bad('none') : backup.current || serving !== 'legacy' ? style.good('yes') : style.warn('files changed since');
  const proven = proof.state === 'proven' ? style.good('yes') : `${style.warn(proof.state === 'none' ? 'no' : proof.state)}: ${proof.why}`;
  const checked = verified.state === 'passed' ? style.good('yes') : `${style.warn(verified.state)}: ${verified.why}`;
  return `${style.bold(name)}\n${facts(
    [
      ['  serves', side],
      ['  backup', backup === null ? kept : `${kept}  ${backup.id}  ${age(backup.at)}${backup.verified_at === backup.at ? '' : style.dim(`, verified ${ageText(backup.verified_at, now)}`)}`],
      ['  proven', proof.run === null ? proven : `${proven}  ${proof.run}  ${age(proof.at ?? '')}`],
      ['  switched', switched === null ? undefined : `${switched.id}  ${age(switched.at)}${switched.forced ? style.warn(`  forced: ${switched.reason}`) : ''}`],
      ['  verified', switched === null || verified.at === null ? undefined : `${checked}  ${age(verified.at)}`],
      ['  rolled back', back === null ? undefined : `to ${back.point}  ${age(back.at)}${back.reason === null ? '' : `  ${back.reason}`}`],
    ],
    style,
  )}`;
}

function checklist(name: string, items: readonly ChecklistItem[], { style, width }: Look): string[] {
  const done = items.filter((each) => each.done).length;
  const longest = Math.max(...items.map(({ item }) => item.length));
  return [
    `${style.bold(name)} ${style.dim(`${done} of ${items.length}`)}`,
    ...items.map(({ item, done: ticked, evidence, missing }) => {
      const said = evidence ?? missing ?? '';
      const box = ticked ? style.good('[x]') : '[ ]';
      const fits = longest + said.length + 8 <= width;
      return fits ? `  ${box} ${item.padEnd(longest)}  ${style.dim(said)}` : `  ${box} ${item}\n        ${style.dim(said)}`;
    }),
  ];
}

/** `just now`, `5 minutes ago`, `3 days ago`. */
export function ageText(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(at).getTime()) / 1000);
  for (const [unit, length] of [['day', 86_400], ['hour', 3600], ['minute', 60]] as const) {
    const number = Math.floor(seconds / length);
    if (number >= 1) return `${number} ${unit}${number === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
