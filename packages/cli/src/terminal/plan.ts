/** The plan as text: the order first, then each module, then what else was found. */

import type { ModulePlan, PlanResult } from '@cutover/migrate';
import { columns, count } from './facts.ts';
import type { Style } from './style.ts';

interface Look {
  /** List everything, not the first of each. */
  all: boolean;
  width: number;
  style: Style;
}

const shownEach = 8;

/** Lines for a terminal. */
export function planText(plan: PlanResult, look: Look): string {
  const { style } = look;
  const sections = [
    orderLines(plan, style),
    ...plan.modules.map((module) => moduleLines(module, look)),
    cycleLines(plan, style),
    duplicationLines(plan, look),
    sinceLines(plan, style),
    claimLines(plan, style),
  ];
  return [...sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')), style.dim(`${count(plan.sources, 'source')} read`)].join('\n\n');
}

function orderLines({ order }: PlanResult, style: Style): string[] {
  const width = Math.max(...order.map(({ module }) => module.length));
  return [style.bold('Order of switching'), ...order.flatMap(({ module, reasons }, i) => reasons.map((reason, j) => (j === 0 ? `  ${i + 1}. ${module.padEnd(width)}  ${reason}` : `     ${' '.repeat(width)}  ${style.dim(reason)}`)))];
}

function moduleLines(module: ModulePlan, look: Look): string[] {
  const { style } = look;
  const { name, legacy, candidate, dependents, impact, unused, extracted_unused: extracted } = module;
  return [
    `${style.bold(name)}  ${style.dim(module.paths.join(', '))}`,
    ...indent(columns([['', 'files', 'code', 'comment', 'blank', 'classes', 'functions', 'commands'], sizeRow('legacy', legacy), ...(candidate === null ? [] : [sizeRow('candidate', candidate)])], [1, 2, 3, 4, 5, 6, 7])),
    ...(legacy.commands.length > 0 ? wrapped('  commands: ', legacy.commands.map((command) => command.name), look.width) : []),
    `  impact: ${impactText(module)}`,
    ...(impact.modules.length > 0 ? wrapped('  used by: ', impact.modules, look.width) : []),
    ...(impact.entry_points.length > 0 ? wrapped('  entry points: ', impact.entry_points.map(({ file }) => file), look.width) : []),
    ...listed(`  ${count(dependents.length, 'dependent')}`, dependents.map(({ file, line, how, names, through }) => [`${file}:${line}`, how, [someOf(names), ...through.map((each) => `through ${each}`)].filter(Boolean).join('  ')]), look),
    ...listed(`  ${style.warn('unused')} in the legacy`, unused.map(symbolRow), look),
    ...listed(`  ${style.warn('extracted but unused')} in the candidate`, extracted.map(symbolRow), look),
  ];
}

/** `12 files depend on it (9 directly, 3 in tests), 4 steps deep`. */
export function impactText({ impact }: ModulePlan): string {
  const { files, direct, tests, depth } = impact;
  if (files === 0) return 'no file depends on it';
  return `${count(files, 'file')} depend${files === 1 ? 's' : ''} on it (${direct} directly, ${tests} in tests), ${count(depth, 'step')} deep`;
}

function sizeRow(side: string, { files, lines, classes, functions, commands }: ModulePlan['legacy']): string[] {
  return [side, ...[files, lines.code, lines.comment, lines.blank, classes, functions, commands.length].map((figure) => figure.toLocaleString('en'))];
}

function symbolRow({ name, kind, file, line, only_tests: tests }: ModulePlan['unused'][number]): string[] {
  return [`${file}:${line}`, kind, `${name}${tests ? '  only tests use it' : ''}`];
}

function listed(title: string, rows: readonly string[][], { all, style }: Look): string[] {
  if (rows.length === 0) return [];
  const shown = all ? rows : rows.slice(0, shownEach);
  const rest = rows.length - shown.length;
  return [`${title}:`, ...columns(shown).map((line) => `    ${line}`), ...(rest > 0 ? [style.dim(`    and ${rest} more: --all lists them`)] : [])];
}

function cycleLines({ cycles }: PlanResult, style: Style): string[] {
  if (cycles.length === 0) return [];
  return [style.bold('Cycles'), ...cycles.flatMap(({ members, between, uses }) => [`  ${between}: ${[...members, members[0]].join(' -> ')}`, ...uses.map(({ file, line, to }) => style.dim(`    ${file}:${line} uses ${to}`))])];
}

function duplicationLines({ duplication }: PlanResult, look: Look): string[] {
  const { share, duplicated_lines: lines, code_lines: of, clones } = duplication;
  if (clones.length === 0) return [];
  const rows = clones.map((clone) => [count(clone.lines, 'line'), clone.places.map(({ file, first, last }) => `${file}:${first}-${last}`).join('  ')]);
  return [look.style.bold('Repeated code'), ...listed(`  ${(share * 100).toFixed(1)}% of the modules' code, ${lines.toLocaleString('en')} of ${count(of, 'line')}`, rows, look)];
}

function sinceLines({ since, modules }: PlanResult, style: Style): string[] {
  if (since === null) return [];
  const rows = since.modules.flatMap(({ name, legacy, candidate }) => {
    const now = modules.find((module) => module.name === name)!;
    const row = (side: string, before: number, after: number): string[] => [name, side, before.toLocaleString('en'), after.toLocaleString('en'), changeText(before, after)];
    return [row('legacy', legacy.lines.code, now.legacy.lines.code), ...(now.candidate === null ? [] : [row('candidate', candidate?.lines.code ?? 0, now.candidate.lines.code)])];
  });
  return [style.bold(`Code lines since ${since.ref}`) + style.dim(` (${since.commit.slice(0, 12)})`), ...indent(columns([['', '', 'then', 'now', 'change'], ...rows], [2, 3, 4]))];
}

/** `-92%`, or what can be said when there was nothing. */
export function changeText(before: number, after: number): string {
  if (before === after) return 'same';
  return before === 0 ? 'new' : `${after > before ? '+' : ''}${Math.round((after / before - 1) * 100)}%`;
}

function claimLines({ claims }: PlanResult, style: Style): string[] {
  if (claims.length === 0) return [];
  const rows = claims.map(({ module, of, figure, claimed, counted }) => [`${module} ${of} ${figure}`, claimed.toLocaleString('en'), counted?.toLocaleString('en') ?? 'none', counted === claimed ? style.good('true') : style.warn(counted === null ? 'nothing to count' : changeText(counted, claimed))]);
  return [style.bold('Claims'), ...indent(columns([['', 'claimed', 'counted', 'the claim is off by'], ...rows], [1, 2]))];
}

/** The first of many names. */
function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function wrapped(title: string, words: readonly string[], width: number): string[] {
  const lines = [title];
  words.forEach((word, i) => {
    const piece = `${word}${i < words.length - 1 ? ', ' : ''}`;
    if (lines.at(-1)!.length + piece.trimEnd().length > width && lines.at(-1)!.trim() !== '') lines.push(' '.repeat(title.length));
    lines[lines.length - 1] += piece;
  });
  return lines.map((line) => line.trimEnd());
}
