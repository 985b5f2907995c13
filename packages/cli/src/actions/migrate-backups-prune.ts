/** Shows which backups may go, and removes them when told to. */

import { planPrune, prune } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { withProject } from '../migrate-project.ts';
import { columns } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

const action: Action<{ keep?: number; keepWithin?: number; yes?: boolean }, []> = async (session, { keep, keepWithin, yes = false }) => {
  if (keep === undefined && keepWithin === undefined) {
    throw cliError('USAGE', { message: 'prune needs --keep N or --keep-within DURATION', hint: 'for example --keep 5, or --keep-within 30d' });
  }
  const request = { keep, keepWithinMs: keepWithin };
  const plan = await withProject(session, 'backups prune', async (project) => (yes ? prune(project, request) : planPrune(project, request)));
  const style = makeStyle(session.terminal.color);
  const rows = [...plan.keep.map(({ id, why }) => ['keep', id, why]), ...plan.remove.map((id) => [yes ? 'removed' : 'remove', id, ''])];
  return {
    exit: 0,
    document: { schema_version: 1, keep: plan.keep, remove: plan.remove, done: yes },
    text: [
      ...columns(rows.sort((a, b) => (a[1]! < b[1]! ? -1 : 1))),
      ...(rows.length === 0 ? ['no backups yet'] : []),
      ...(yes ? [] : ['', style.dim(plan.remove.length === 0 ? 'nothing may go' : 'nothing was removed: --yes removes them')]),
    ].join('\n'),
  };
};

export default action;
