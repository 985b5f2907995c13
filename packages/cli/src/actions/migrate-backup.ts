/** Makes a backup and tells what is in it. */

import { relative } from 'node:path';
import { backup } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { withProject } from '../migrate-project.ts';
import { count, facts, onOneLine, size } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

const action: Action<{ message?: string; rehash?: boolean }, [string[]]> = async (session, { message, rehash = false }, modules) => {
  const { result, path } = await withProject(session, 'backup', async (project) => {
    const made = await backup(project, { modules, message, rehash });
    return { result: made, path: relative(project.root, made.path) };
  });
  const { id, files, bytes, unchanged, durationMs, evidence } = result;
  const { git } = evidence;
  const style = makeStyle(session.terminal.color);
  return {
    exit: 0,
    document: { schema_version: 1, id, path, modules: result.modules, files, bytes, unchanged, git, duration_ms: durationMs },
    text: facts(
      [
        ['backup', `${style.bold(id)}${message === undefined ? '' : `  ${onOneLine(message)}`}`],
        ['of', result.modules.join(', ')],
        ['files', `${count(files, 'file')}, ${size(bytes)}, ${readBack(files, unchanged)}`],
        ['git', git === null ? undefined : `${git.commit.slice(0, 10)}${git.dirty ? ', with changes' : ''}`],
        ['path', path],
        ['back', `cutover migrate rollback ${id}`],
      ],
      style,
    ),
  };
};

/** What was read back just now, and what was when an earlier backup was made. */
function readBack(files: number, unchanged: number): string {
  if (unchanged === 0) return 'read back and verified';
  if (unchanged === files) return 'unchanged since an earlier backup';
  return `${files - unchanged} read back and verified, ${unchanged} unchanged since an earlier backup`;
}

export default action;
