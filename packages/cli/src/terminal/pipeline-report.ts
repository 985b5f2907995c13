/** How the test of a pipeline looks: its graph with a verdict for each step, then what speaks against it. */

import type { PipelineResult, Step, StepResult } from '@cutover/runtime-testing';
import { fromHere } from './error.ts';
import { issueText } from './compatibility-report.ts';
import { columns } from './facts.ts';
import { detailLines } from './script-report.ts';
import { passMark, type Style } from './style.ts';
import { visible } from './visible.ts';

export function pipelineReport(steps: readonly Step[], result: PipelineResult, cwd: string, style: Style): string {
  return [
    ...graphLines(steps, result, style),
    ...stepDetails(result, cwd, style),
    ...edgeDetails(result, cwd, style),
    ...result.notes.map((note) => `${style.warn('note')}: ${visible(fromHere(note, cwd))}`),
    '',
    closingLine(result, style),
  ].join('\n');
}

function graphLines(steps: readonly Step[], { script_results: results, execution_order: order }: PipelineResult, style: Style): string[] {
  const drawn = drawGraph(steps, order);
  const rows = drawn.map(({ label, name, also }) => [label, figures(results[name]!), also.length === 0 ? '' : `also after ${also.join(', ')}`]);
  return columns(rows).map((line, i) => {
    const { label, name } = drawn[i]!;
    return `${mark(results[name]!, style)}  ${label}${style.dim(line.slice(label.length))}`.trimEnd();
  });
}

export interface DrawnStep {
  name: string;
  /** The name with the lines that lead to it. */
  label: string;
  /** Steps it needs beside the one it is drawn under. */
  also: string[];
}

/** Each step under the last of those it needs; an only one straight below, several as branches. */
export function drawGraph(steps: readonly { name: string; needs: readonly string[] }[], order: readonly string[]): DrawnStep[] {
  const place = new Map(order.map((name, i) => [name, i]));
  const sorted = order.map((name) => steps.find((step) => step.name === name)!);
  const parentOf = new Map(sorted.map(({ name, needs }) => [name, needs.toSorted((a, b) => place.get(a)! - place.get(b)!).at(-1)]));
  const drawn: DrawnStep[] = [];
  const pending: { name: string; label: string; below: string }[] = [];
  const push = (entries: typeof pending) => pending.push(...entries.reverse());
  push(sorted.filter(({ name }) => parentOf.get(name) === undefined).map(({ name }) => ({ name, label: name, below: '' })));
  while (pending.length > 0) {
    const { name, label, below } = pending.pop()!;
    const { needs } = steps.find((step) => step.name === name)!;
    drawn.push({ name, label, also: needs.filter((needed) => needed !== parentOf.get(name)) });
    const children = sorted.filter((step) => parentOf.get(step.name) === name);
    push(
      children.map((child, i) => {
        const last = i === children.length - 1;
        if (children.length === 1) return { name: child.name, label: `${below}↓ ${child.name}`, below };
        return { name: child.name, label: `${below}${last ? '└─' : '├─'} ${child.name}`, below: `${below}${last ? '   ' : '│  '}` };
      }),
    );
  }
  return drawn;
}

function mark({ status }: StepResult, style: Style): string {
  if (status === 'passed' || status === 'failed') return passMark(status === 'passed', style);
  return status === 'skipped' ? style.warn('SKIP') : style.dim('KEPT');
}

function figures({ mode, status, execution_time: seconds, peak_memory_mb: memory }: StepResult): string {
  if (status === 'skipped' || status === 'kept') return '';
  return [`${seconds.toFixed(2)} s`, ...(memory === null ? [] : [`${memory.toFixed(0)} MB`]), mode.replace('_', ' ')].join('  ');
}

function stepDetails({ script_results: results }: PipelineResult, cwd: string, style: Style): string[] {
  return Object.entries(results).flatMap(([name, result]) => {
    const shown = result.status === 'failed' ? detailLines(result, cwd, style) : result.status === 'passed' ? result.notes.map((note) => `      ${style.warn('note')}: ${visible(fromHere(note, cwd))}`) : [];
    return shown.length === 0 ? [] : ['', style.bold(name), ...shown];
  });
}

function edgeDetails({ data_flow_results: edges }: PipelineResult, cwd: string, style: Style): string[] {
  return Object.entries(edges).flatMap(([edge, { compatibility_issues: issues }]) => {
    // How the reader failed is told with its step.
    const own = issues.filter((issue) => !/^\S+ failed on it with /.test(issue));
    return own.length === 0 ? [] : ['', style.bold(edge.replace('->', ' -> ')), ...own.map((issue) => issueText(issue, cwd, '      ', style))];
  });
}

function closingLine({ script_results: scripts, data_flow_results: edges }: PipelineResult, style: Style): string {
  const results = Object.values(scripts);
  const of = (status: StepResult['status']) => results.filter((result) => result.status === status).length;
  const counts = [
    ...(of('passed') > 0 ? [style.good(`${of('passed')} passed`)] : []),
    ...(of('failed') > 0 ? [style.bad(`${of('failed')} failed`)] : []),
    ...(of('skipped') > 0 ? [style.warn(`${of('skipped')} skipped`)] : []),
    ...(of('kept') > 0 ? [`${of('kept')} kept`] : []),
  ];
  const flows = Object.values(edges);
  const wrong = flows.filter(({ compatible }) => compatible === false).length;
  const edgeWords = flows.length === 0 ? '' : `   edges ${wrong === 0 ? style.good('fit') : style.bad(`${wrong} of ${flows.length} do not fit`)}`;
  const executed = results.some(({ mode }) => mode === 'executed');
  return `steps ${counts.join(', ')}${edgeWords}${style.dim(executed ? '  (executed)' : '  (checked, main was not called)')}`;
}
