/** Finishes what was interrupted. */

import { recover } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { withProject } from '../migrate-project.ts';

const action: Action<object, []> = async (session) => {
  const recovered = await withProject(session, 'recover', recover);
  return {
    exit: 0,
    document: { schema_version: 1, recovered },
    text: recovered.length === 0 ? 'nothing was interrupted' : recovered.map(({ id, kind, outcome }) => `${outcome}  ${kind} ${id}`).join('\n'),
  };
};

export default action;
