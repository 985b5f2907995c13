/** The plan as Markdown, for a document or a pull request. */

import type { ModulePlan, PlanResult } from '@cutover/migrate';
import { changeText, impactText } from './plan.ts';

/** A whole document. */
export function planMarkdown(migration: string, plan: PlanResult): string {
  return [
    `# Plan of ${escape(migration)}`,
    '## Order of switching',
    plan.order.map(({ module, reasons }, i) => `${i + 1}. **${escape(module)}**: ${escape(reasons.join('; '))}`).join('\n'),
    '## Sizes',
    sizes(plan),
    ...plan.modules.flatMap(moduleParts),
    ...cycles(plan),
    ...duplication(plan),
    ...claims(plan),
    ...warnings(plan),
  ].join('\n\n');
}

function sizes({ modules, since }: PlanResult): string {
  const rows = modules.flatMap(({ name, legacy, candidate }) => {
    const then = since?.modules.find((module) => module.name === name);
    const row = (side: 'legacy' | 'candidate', size: ModulePlan['legacy']): string[] => {
      const { files, lines, classes, functions, commands } = size;
      const before = then?.[side]?.lines.code ?? 0;
      const change = since === null ? [] : [String(before), changeText(before, lines.code)];
      return [name, side, ...[files, lines.code, lines.comment, lines.blank, classes, functions, commands.length].map(String), ...change];
    };
    return [row('legacy', legacy), ...(candidate === null ? [] : [row('candidate', candidate)])];
  });
  return table(['module', 'side', 'files', 'code', 'comment', 'blank', 'classes', 'functions', 'commands', ...(since === null ? [] : [`code at ${since.ref}`, 'change'])], rows);
}

function moduleParts(module: ModulePlan): string[] {
  const { name, dependents, unused, extracted_unused: extracted, impact } = module;
  const symbols = (title: string, list: ModulePlan['unused']): string[] =>
    list.length === 0 ? [] : [`${title}:`, list.map(({ file, line, kind, name: symbol, only_tests: tests }) => `- ${code(`${file}:${line}`)} ${kind} ${code(symbol)}${tests ? ' (only tests use it)' : ''}`).join('\n')];
  return [
    `## ${escape(name)}`,
    `${impactText(module)}.`,
    ...(impact.entry_points.length === 0 ? [] : [`Entry points: ${impact.entry_points.map(({ file }) => code(file)).join(', ')}`]),
    ...(dependents.length === 0 ? [] : [table(['where', 'how', 'what', 'through'], dependents.map(({ file, line, how, names, through }) => [code(`${file}:${line}`), how, names.map(code).join(', '), through.map(code).join(', ')]))]),
    ...symbols('Unused in the legacy', unused),
    ...symbols('Extracted but unused in the candidate', extracted),
  ];
}

function cycles({ cycles: found }: PlanResult): string[] {
  if (found.length === 0) return [];
  return ['## Cycles', found.map(({ members, uses }) => `- ${[...members, members[0]!].map(code).join(' → ')}: ${uses.map(({ file, line }) => code(`${file}:${line}`)).join(', ')}`).join('\n')];
}

function duplication({ duplication: { share, clones } }: PlanResult): string[] {
  if (clones.length === 0) return [];
  return ['## Repeated code', `${(share * 100).toFixed(1)}% of the modules' code.`, table(['lines', 'places'], clones.map(({ lines, places }) => [String(lines), places.map(({ file, first, last }) => code(`${file}:${first}-${last}`)).join(', ')]))];
}

function claims({ claims: judged }: PlanResult): string[] {
  if (judged.length === 0) return [];
  return ['## Claims', table(['what', 'claimed', 'counted'], judged.map(({ module, of, figure, claimed, counted }) => [`${module} ${of} ${figure}`, String(claimed), counted === null ? 'nothing to count' : String(counted)]))];
}

function warnings({ warnings: found }: PlanResult): string[] {
  return found.length === 0 ? [] : ['## Not read', found.map(({ file, line, message }) => `- ${code(`${file}${line === null ? '' : `:${line}`}`)}: ${escape(message)}`).join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll(/[`\n]/g, ' ')}\``;
}

function escape(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, '\\$&').replaceAll('\n', ' ');
}
