/** The status as text: each module, the checklists, what to do next. */

import type { ChecklistItem, MigrationStatus, ModuleStatus } from '@cutover/migrate';
import { moduleFacts, type Mood, type ModuleFact } from '../reporters/module-facts.ts';
import { checkText } from './check-text.ts';
import { facts, label } from './facts.ts';
import { progressText } from './progress-chart.ts';
import { passMark, type Style } from './style.ts';
import { visible } from './visible.ts';

interface Look {
  required: { stage: string; met: boolean; missing: readonly string[] } | null;
  /** What the verify commands said just now. */
  checks: readonly { command: readonly string[]; passed: boolean; output: string }[] | undefined;
  /** Where the page is that was written. */
  page: string | null;
  now: Date;
  style: Style;
}

/** Lines for a terminal. */
export function statusText({ modules, checklists, next, progress }: MigrationStatus, look: Look): string {
  const { style, checks, required, page } = look;
  const sections = [
    ...modules.map((module) => moduleText(module, look)),
    ...(['before', 'during', 'after'] as const).map((name) => checklist(name, checklists[name], style)),
    progressText(progress, style),
    (checks ?? []).map((check) => `${label('verify', style)}${checkText(check, style)}`).join('\n'),
    next.length === 0 ? 'everything is switched, and nothing is left to do' : next.map(({ command, why }) => `${label('next', style)}${style.bold(visible(command))}\n        ${style.dim(visible(why))}`).join('\n'),
    required === null ? '' : `${passMark(required.met, style)}  ${required.met ? `every module is ${required.stage}` : `not ${required.stage}: ${visible(required.missing.join(', '))}`}`,
    page === null ? '' : `${label('page', style)}${visible(page)}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function moduleText(module: ModuleStatus, { now, style }: Look): string {
  const rows = moduleFacts(module).map((fact) => [fact.word, factText(fact, now, style)] as const);
  return `${style.bold(visible(module.name))}\n${facts(rows, style).replaceAll(/^/gm, '  ')}`;
}

function factText({ state, why, evidence, at, verifiedAt, reason }: ModuleFact, now: Date, style: Style): string {
  const paint = (mood: Mood, text: string): string => (mood === 'plain' ? text : style[mood](text));
  const answer = state === undefined ? '' : `${paint(state.mood, state.text)}${why ? `: ${visible(why)}` : ''}`;
  const age = at ? style.dim(`${ageText(at, now)}${verifiedAt === undefined ? '' : `, verified ${ageText(verifiedAt, now)}`}`) : '';
  return [answer, visible(evidence ?? ''), age, reason === undefined ? '' : paint(reason.mood, visible(reason.text))].filter((part) => part !== '').join('  ');
}

function checklist(name: string, items: readonly ChecklistItem[], style: Style): string {
  const done = items.filter((each) => each.done).length;
  return [
    `${style.bold(name)} ${style.dim(`${done} of ${items.length}`)}`,
    ...items.map(({ item, done: ticked, evidence, missing }) => {
      const said = visible(evidence ?? missing ?? '');
      return `  ${ticked ? style.good('[x]') : '[ ]'} ${item}${said === '' ? '' : `\n      ${style.dim(said)}`}`;
    }),
  ].join('\n');
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
