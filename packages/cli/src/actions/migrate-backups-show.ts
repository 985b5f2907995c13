/** Shows one backup. */

import { encodeName, formatMode, showBackup, showPath } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { withProject } from '../migrate-project.ts';
import { columns, count, facts, onOneLine, size } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

const action: Action<object, [string]> = async (session, _, wanted) => {
  const { id, evidence, entries, files, bytes } = await withProject(session, 'backups show', async (project) => showBackup(project, wanted));
  const style = makeStyle(session.terminal.color);
  const rows = entries.map((entry) => [
    formatMode(entry.mode),
    entry.kind === 'file' ? size(entry.sizeBytes) : entry.kind,
    `${showPath(entry.path)}${entry.kind === 'link' ? ` -> ${showPath(entry.target)}` : ''}`,
  ]);
  return {
    exit: 0,
    document: {
      schema_version: 1,
      id,
      path: `backups/${id}`,
      files,
      bytes,
      evidence,
      entries: entries.map((entry) => ({
        path: encodeName(entry.path),
        type: entry.kind,
        module: entry.module,
        mode: formatMode(entry.mode),
        ...(entry.kind === 'file' ? { size: entry.sizeBytes, sha256: entry.sha256 } : {}),
        ...(entry.kind === 'link' ? { target: encodeName(entry.target) } : {}),
      })),
    },
    text: [
      facts(
        [
          [evidence.kind, `${style.bold(id)}${evidence.message === null ? '' : `  ${onOneLine(evidence.message)}`}`],
          ['made', evidence.at],
          ['of', Object.keys(evidence.scope).join(', ')],
          ['files', `${count(files, 'file')}, ${size(bytes)}`],
          ['base', evidence.base ?? undefined],
          ['git', evidence.git === null ? undefined : `${evidence.git.commit.slice(0, 10)}${evidence.git.dirty ? ', with changes' : ''}`],
          ['flags', Object.entries(evidence.flags).map(([flag, value]) => `${flag}: ${JSON.stringify(value)}`).join(', ')],
          ['skip', evidence.skipped.join(', ')],
        ],
        style,
      ),
      '',
      ...columns(rows, [1]),
    ].join('\n'),
  };
};

export default action;
