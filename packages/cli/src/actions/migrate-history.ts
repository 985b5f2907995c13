/** Prints the ledger. */

import { join } from 'node:path';
import { readLedger, selectModules, type LedgerKind, type LedgerLine } from '@cutover/migrate';
import { cliError } from '../errors.ts';
import type { Action } from '../command.ts';
import { loadConfig } from '../config-file.ts';
import { lineWidth } from '../session.ts';
import { columns, onOneLine } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  kind?: LedgerKind[];
  module?: string;
  since?: string;
  last?: number;
}

const action: Action<Options, []> = async (session, options) => {
  const { root, config } = await loadConfig(session.cwd, session.globals.config);
  const { lines, warnings } = readLedger(join(root, '.cutover'));
  for (const warning of warnings) session.say(`warning: ${warning}`);
  // A module that the configuration has no more may still be asked for.
  if (options.module !== undefined && !lines.some(({ modules }) => modules.includes(options.module!))) selectModules(config, [options.module]);
  const since = options.since === undefined ? undefined : startOf(options.since);
  const chosen = lines.filter(
    ({ kind, modules, at }) =>
      (options.kind?.includes(kind) ?? true) && (options.module === undefined || modules.includes(options.module)) && (since === undefined || at >= since),
  );
  const shown = options.last === undefined ? chosen : chosen.slice(-options.last);
  const style = makeStyle(session.terminal.color);
  return {
    exit: 0,
    document: { schema_version: 1, lines: shown, warnings },
    text: shown.length === 0 ? style.dim(lines.length === 0 ? 'nothing was done yet' : 'nothing of that was done') : historyText(shown, lineWidth(session)),
  };
};

export default action;

function startOf(date: string): string {
  const at = new Date(date);
  if (Number.isNaN(at.getTime())) throw cliError('USAGE', { message: `"${date}" is no date`, hint: 'write it as 2026-11-20' });
  return at.toISOString();
}

/** A line each; what does not fit beside it stands below. */
function historyText(lines: readonly LedgerLine[], width: number): string {
  const rows = columns(lines.map(({ at, kind, id, modules }) => [at.slice(0, 19).replace('T', ' '), kind, id, modules.join(',')]));
  const longest = Math.max(...rows.map((row) => row.length));
  return rows
    .map((row, i) => {
      const line = lines[i]!;
      const said = told(line);
      if (said === '') return row;
      return longest + 2 + said.length <= width ? `${row.padEnd(longest)}  ${said}` : `${row}\n${' '.repeat(row.indexOf(line.id))}${said}`;
    })
    .join('\n');
}

/** What is worth a glance in a line's detail. */
function told({ kind, detail }: LedgerLine): string {
  const text = (key: string): string => {
    const value = detail[key];
    return typeof value === 'string' ? onOneLine(value) : '';
  };
  if (kind === 'backup') return text('message');
  if (kind === 'rollback') return [`to ${text('point')}`, text('reason'), detail['verified'] === false ? 'verify failed' : ''].filter(Boolean).join('  ');
  if (kind === 'switch') return [text('reason'), detail['verified'] === false ? 'verify failed' : ''].filter(Boolean).join('  ');
  if (kind === 'parity') return detail['passed'] === true ? 'passed' : detail['passed'] === false ? 'failed' : '';
  return '';
}
