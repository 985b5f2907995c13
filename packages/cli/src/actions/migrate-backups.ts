/** Lists backups, or verifies them. */

import { listBackups, verifyBackups, type ListedBackup, type VerifiedBackup } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { withProject } from '../migrate-project.ts';
import type { Answer } from '../session.ts';
import { columns, count, onOneLine, size } from '../terminal/facts.ts';
import { makeStyle, passMark, type Style } from '../terminal/style.ts';

const action: Action<{ verify?: boolean }, [string[]]> = async (session, { verify = false }, ids) => {
  const style = makeStyle(session.terminal.color);
  if (verify) return withProject(session, 'backups --verify', async (project) => verified(await verifyBackups(project, ids), style));
  return withProject(session, 'backups', async (project) => listed(listBackups(project, ids), style));
};

export default action;

function listed(backups: readonly ListedBackup[], style: Style): Answer {
  const rows = backups.map(({ id, evidence, files, bytes }) => [
    id,
    evidence?.kind ?? 'damaged',
    files === undefined ? '' : count(files, 'file'),
    bytes === undefined ? '' : size(bytes),
    [Object.keys(evidence?.scope ?? {}).join(', '), onOneLine(evidence?.message ?? '')].filter(Boolean).join('  '),
  ]);
  return {
    exit: 0,
    document: {
      schema_version: 1,
      backups: backups.map(({ id, evidence, files, bytes, recorded }) => ({
        id,
        path: `backups/${id}`,
        kind: evidence?.kind ?? null,
        at: evidence?.at ?? null,
        modules: Object.keys(evidence?.scope ?? {}),
        files: files ?? null,
        bytes: bytes ?? null,
        message: evidence?.message ?? null,
        git: evidence?.git ?? null,
        recorded,
      })),
    },
    text: rows.length === 0 ? style.dim('no backups yet: cutover migrate backup') : columns(rows, [2, 3]).join('\n'),
  };
}

function verified(backups: readonly VerifiedBackup[], style: Style): Answer {
  const whole = backups.every(({ problems }) => problems.length === 0);
  const lines = backups.flatMap(({ id, problems, recorded }) => [
    `${passMark(problems.length === 0, style)}  ${id}${recorded ? '' : style.warn('  not in the ledger: checked against itself only')}`,
    ...problems.map(({ path, problem }) => `      ${problem.padEnd(8)} ${path}`),
  ]);
  return {
    exit: whole ? 0 : 1,
    document: { schema_version: 1, verified: whole, backups },
    text: lines.length === 0 ? style.dim('no backups yet: cutover migrate backup') : lines.join('\n'),
  };
}
