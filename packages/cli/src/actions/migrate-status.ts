/** Tells where the migration stands. */

import { relative, resolve } from 'node:path';
import { confirm, missingAt, status, verifyNow, type Confirmable, type MigrationStatus, type Stage } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { withProject } from '../migrate-project.ts';
import type { Session } from '../session.ts';
import { statusText } from '../terminal/status.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  require?: Stage;
  verify?: boolean;
  confirm?: Confirmable;
  reason?: string;
  html?: string;
}

const action: Action<Options, []> = async (session, options) => {
  const reason = (options.reason ?? '').trim();
  if (options.confirm !== undefined && reason === '') throw cliError('USAGE', { message: '--confirm needs --reason', hint: 'say what was done: it is recorded with your name' });
  if (options.confirm === undefined && reason !== '') throw cliError('USAGE', { message: '--reason belongs to --confirm' });
  const { migration, found, checks } = await withProject(session, 'status', async (project) => {
    if (options.confirm !== undefined) await confirm(project, options.confirm, reason);
    const checks = options.verify ? await verifyNow(project) : undefined;
    return { migration: project.config.name, found: await status(project), checks };
  });
  const missing = options.require === undefined ? [] : missingAt(found.modules, options.require);
  const required = options.require === undefined ? null : { stage: options.require, met: missing.length === 0, missing };
  const verify = checks?.verify.map(({ output, ...check }) => ({ ...check, output_tail: output })) ?? null;
  const page = options.html === undefined ? null : await writePage(session, options.html, found, migration);
  return {
    exit: missing.length > 0 || checks?.verified === false ? 1 : 0,
    document: { schema_version: 1, migration, ...found, required, verify, page },
    text: statusText(found, { required, checks: checks?.verify, page, now: session.now(), style: makeStyle(session.terminal.color) }),
  };
};

/** Loads what makes pages only where one is asked for. Gives the page's path from the current folder. */
async function writePage({ cwd, now }: Session, file: string, found: MigrationStatus, migration: string): Promise<string> {
  const [{ htmlStatus }, { writeReportFile }] = await Promise.all([import('../reporters/html-status.ts'), import('../reporters/report-file.ts')]);
  await writeReportFile(resolve(cwd, file), htmlStatus(found, { migration, at: now().toISOString() }));
  return relative(cwd, resolve(cwd, file));
}

export default action;
