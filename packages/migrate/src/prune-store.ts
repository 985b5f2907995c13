/** Removes backups from the store so that an interruption leaves each whole or gone. */

import { joinBytes, toBytePath } from './domain/byte-path.ts';
import type { StoreJournal } from './domain/journal.ts';
import { discard } from './edges/change-journal.ts';
import { clearTree } from './edges/clear-tree.ts';
import { ensureFolder, flushFolder } from './edges/text-file.ts';
import { record } from './point.ts';
import { placesOf, type Project } from './project.ts';

/** Moves each backup out of the store, records that, and deletes it. Repeatable. */
export async function finishPrune(project: Project, journal: StoreJournal): Promise<void> {
  const { files } = project;
  const { store, tx } = placesOf(project.root);
  const temporary = joinBytes(store, toBytePath('tmp'));
  ensureFolder(files, temporary);
  for (const id of journal.ids) {
    const path = joinBytes(store, toBytePath(id));
    if (files.status(path) !== undefined) files.rename(path, joinBytes(temporary, toBytePath(id)));
  }
  flushFolder(files, temporary);
  flushFolder(files, store);
  record(project, journal.id, { kind: 'prune', by: journal.by, modules: journal.modules, detail: journal.detail });
  await discard(files, joinBytes(tx, toBytePath(journal.id)));
  await clearTree(files, temporary);
}
