/** Rolls back, shows what a rollback would do, or takes an interrupted change back. */

import { resolve } from 'node:path';
import { abort, disk, explainDiskError, planRollback, restoreBeside, rollback, showPath, type RollbackRequest } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { withProject } from '../migrate-project.ts';
import type { Answer, Session } from '../session.ts';
import { checkText } from '../terminal/check-text.ts';
import { columns, facts } from '../terminal/facts.ts';
import { tellProgress } from '../terminal/progress.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  module: string[];
  reason?: string;
  dryRun?: boolean;
  force?: boolean;
  keepDrift?: boolean;
  abort?: boolean;
  from?: string;
  to?: string;
}

const action: Action<Options, [string | undefined]> = async (session, options, point) => {
  if (options.from !== undefined || options.to !== undefined) return emergency(session, options, point);
  const drift = options.force ? 'replace' : options.keepDrift ? 'keep' : 'refuse';
  const request: RollbackRequest = { point, modules: options.module, reason: options.reason, drift };
  if (options.abort) return takeBack(session);
  return options.dryRun ? plan(session, request) : goBack(session, request);
};

export default action;

async function goBack(session: Session, request: RollbackRequest): Promise<Answer> {
  const result = await withProject(session, 'rollback', (project) => rollback(project, request));
  const style = makeStyle(session.terminal.color);
  const { point, safetyPoint, restored, removed, unchanged, kept, flags, verify, verified, report } = result;
  return {
    exit: verified ? 0 : 1,
    document: {
      schema_version: 1,
      point,
      safety_point: safetyPoint,
      restored: restored.length,
      removed: removed.length,
      unchanged,
      kept: kept.length,
      flags,
      verify: verify.map(({ output, ...check }) => ({ ...check, output_tail: output })),
      verified,
      report,
      changes: [...restored.map((path) => ({ path, change: 'restored' })), ...removed.map((path) => ({ path, change: 'removed' }))],
    },
    text: facts(
      [
        ['point', style.bold(point)],
        ['files', `${restored.length} restored, ${removed.length} removed, ${unchanged} unchanged${kept.length > 0 ? `, ${kept.length} kept though they differ` : ''}`],
        ['flags', Object.entries(flags).map(([flag, { from, to }]) => `${flag}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`).join(', ')],
        ...verify.map((check) => ['verify', checkText(check, style)] as const),
        ['report', report ?? undefined],
        ['undo', safetyPoint === null ? undefined : `cutover migrate rollback ${safetyPoint}`],
      ],
      style,
    ),
  };
}

async function plan(session: Session, request: RollbackRequest): Promise<Answer> {
  const planned = await withProject(session, 'rollback --dry-run', (project) => planRollback(project, request));
  const style = makeStyle(session.terminal.color);
  const drift = planned.drift.map(({ path, change }) => ({ path: showPath(path), change }));
  const changes = planned.operations.map(({ path, before, after, retouch }) => ({
    path: showPath(path),
    change: after === undefined ? 'remove' : retouch ? 'touch' : before === undefined ? 'create' : 'replace',
  }));
  const refused = request.drift === 'refuse' && drift.length > 0;
  const flags = Object.entries(planned.flags).map(([flag, value]) => ['flag', `${flag}: ${JSON.stringify(value)}`]);
  const rows = [...flags, ...changes.map(({ path, change }) => [change, path]), ...drift.map(({ path, change }) => [`drift: ${change}`, path])];
  return {
    exit: 0,
    document: {
      schema_version: 1,
      dry_run: true,
      point: planned.point.id,
      changes,
      drift,
      refused,
      unchanged: planned.unchanged,
      flags: planned.flags,
      actions: planned.actions,
    },
    text: [
      ...(rows.length === 0 ? [`the tree is as ${planned.point.id} has it`] : columns(rows)),
      ...(refused ? ['', style.warn(`would be refused: ${drift.length} change(s) that nobody recorded; --force or --keep-drift decides`)] : []),
      '',
      style.dim('nothing was changed'),
    ].join('\n'),
  };
}

async function takeBack(session: Session): Promise<Answer> {
  const { id, kind } = await withProject(session, 'rollback --abort', abort);
  return {
    exit: 0,
    document: { schema_version: 1, aborted: { id, kind } },
    text: `the interrupted ${kind} ${id} was taken back: everything is as it was before it`,
  };
}

async function emergency(session: Session, { from, to, force = false, ...others }: Options, point: string | undefined): Promise<Answer> {
  if (from === undefined || to === undefined || point !== undefined || others.module.length > 0 || others.dryRun || others.keepDrift || others.abort) {
    throw cliError('USAGE', { message: '--from BAG and --to DIR go together, and with --force only', hint: 'cutover migrate rollback --from backups/ID --to DIR' });
  }
  const progress = tellProgress(session, 'files');
  const folder = resolve(session.cwd, to);
  const restored = await restoreBeside({
    files: disk,
    from: resolve(session.cwd, from),
    to: folder,
    force,
    signal: session.signal,
    onProgress: (what, done, of) => progress.at(done, of, what),
  })
    .catch((error: unknown) => {
      throw explainDiskError(error);
    })
    .finally(() => progress.end());
  if (restored.base !== null) session.say(`warning: this is a safety point: the rest of the tree is in backup ${restored.base}`);
  return {
    exit: 0,
    document: { schema_version: 1, point: restored.id, safety_point: null, restored: restored.restored, removed: 0, unchanged: 0, flags: {}, verify: [], verified: true, report: null, to: folder },
    text: facts(
      [
        ['point', restored.id],
        ['files', `${restored.restored} restored, read back and compared`],
        ['to', folder],
      ],
      makeStyle(session.terminal.color),
    ),
  };
}
