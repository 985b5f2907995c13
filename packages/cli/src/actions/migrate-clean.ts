/** Removes the legacy files, or shows which it would remove. */

import { clean, planClean, removedPaths, type CleanRequest } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { withProject } from '../migrate-project.ts';
import type { Answer, Session } from '../session.ts';
import { checkText } from '../terminal/check-text.ts';
import { count, facts } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  force?: boolean;
  reason?: string;
  dryRun?: boolean;
}

const nothing = 'no legacy files are left of what the candidate serves';

const action: Action<Options, [string[]]> = async (session, { force = false, reason, dryRun = false }, modules) => {
  if (force && (reason ?? '').trim() === '') throw cliError('USAGE', { message: '--force needs --reason', hint: 'say why it may be removed: it is recorded' });
  const request: CleanRequest = { modules, force, reason };
  return dryRun ? plan(session, request) : remove(session, request);
};

export default action;

async function remove(session: Session, request: CleanRequest): Promise<Answer> {
  const { plan: planned, change, rolledBack } = await withProject(session, 'clean', (project) => clean(project, request));
  const style = makeStyle(session.terminal.color);
  const verify = change?.verify.map(({ output, ...check }) => ({ ...check, output_tail: output })) ?? [];
  const document = {
    schema_version: 1,
    modules: planned.modules,
    removed: change?.removed ?? [],
    dependents: planned.dependents,
    unproven: planned.unproven,
    parity_run: planned.run ?? null,
    rollback_point: change?.safetyPoint ?? null,
    verify,
    verified: change?.verified ?? true,
    rolled_back: rolledBack === undefined ? null : { id: rolledBack.id, report: rolledBack.report },
  };
  if (change === undefined) return { exit: 0, document, text: nothing };
  return {
    exit: rolledBack === undefined ? 0 : 1,
    document,
    text: facts(
      [
        [rolledBack === undefined ? 'clean' : 'failed', `${count(change.removed.length, 'path')} of ${planned.modules.join(', ')} removed${rolledBack === undefined ? '' : style.bad(', and put back')}`],
        ['proof', planned.run ?? style.warn(`none: ${request.reason}`)],
        ...change.verify.map((check) => ['verify', checkText(check, style)] as const),
        ['back', rolledBack === undefined ? `cutover migrate rollback ${change.safetyPoint}` : 'everything was put back as it was before'],
      ],
      style,
    ),
  };
}

async function plan(session: Session, request: CleanRequest): Promise<Answer> {
  const planned = await withProject(session, 'clean --dry-run', (project) => planClean(project, request));
  const style = makeStyle(session.terminal.color);
  const { modules, dependents, unproven, run } = planned;
  const removed = removedPaths(planned);
  const why = [...unproven, ...dependents.map(({ module, file, line }) => `${file}:${line} uses ${module}`)];
  const refused = !request.force && why.length > 0;
  return {
    exit: 0,
    document: { schema_version: 1, dry_run: true, modules, removed, dependents, unproven, parity_run: run ?? null, refused },
    text: [
      ...(removed.length === 0 ? [nothing] : removed.map((path) => `remove  ${path}`)),
      ...(refused ? ['', style.warn('would be refused:'), ...why.map((line) => `  ${line}`)] : []),
      '',
      style.dim('nothing was changed'),
    ].join('\n'),
  };
}
