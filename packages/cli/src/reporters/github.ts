/** A parity run as annotations of GitHub Actions. */

import type { ParityReport } from '@cutover/migrate';
import { gateWords, placeWords, sidesOf } from './figures.ts';

/** More are not shown by GitHub for one step. */
const annotationsShown = 10;

/** Workflow commands, one a line: failed gates first, then cases that differ. */
export function githubAnnotations({ gates, cases, stale_rules }: ParityReport): string[] {
  const failed = gates.filter((gate) => !gate.passed).map((gate) => command('error', `parity gate: ${gateWords(gate).name}`, gateWords(gate).comparison));
  const differing = cases
    .filter(({ verdict }) => verdict === 'mismatch' || verdict === 'error')
    .map(({ id, verdict, differences }) => {
      const first = differences.find(({ rule }) => rule === null);
      return command('error', `parity ${verdict}: ${id}`, first ? `${placeWords(first)}: ${becameWords(first)}` : verdict);
    });
  const stale = stale_rules.map(({ kind, where }) => command('warning', 'stale parity rule', `${kind} ${where} matched nothing`));
  return [...failed, ...differing, ...stale].slice(0, annotationsShown);
}

function becameWords(difference: ParityReport['cases'][number]['differences'][number]): string {
  const { legacy, candidate, told } = sidesOf(difference);
  if (told !== undefined) return told;
  if (candidate === undefined) return `only in the legacy: ${legacy}`;
  if (legacy === undefined) return `only in the candidate: ${candidate}`;
  if (difference.kind === 'failed') return `${legacy} beside ${candidate}`;
  return `${JSON.stringify(difference.legacy)} became ${JSON.stringify(difference.candidate)}`;
}

function command(level: 'error' | 'warning', title: string, message: string): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${level} title=${data(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${data(message)}`;
}
