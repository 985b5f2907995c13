/** What the file system of a folder can do, found out by doing it in a folder of its own that is removed again. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '@cutover/runtime-testing';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import type { FolderAbilities } from '../domain/diagnosis.ts';
import { disk } from './file-system.ts';
import { removeTree } from './text-file.ts';

const nothing = { reflink: false, hardLink: false, symlink: false, caseSensitive: false, anyName: false };

/** Probes `folder`, absolute. Leaves nothing behind. */
export function probeFolder(folder: string): FolderAbilities {
  let place: BytePath;
  try {
    place = toBytePath(mkdtempSync(join(folder, '.cutover-doctor-')));
  } catch (error) {
    return { unwritable: reasonOf(error), ...nothing };
  }
  const at = (name: string): BytePath => joinBytes(place, toBytePath(name));
  try {
    writeFileSync(Buffer.from(at('file'), 'latin1'), 'cutover');
    return {
      unwritable: undefined,
      reflink: works(() => disk.reflink(at('file'), at('reflink'))),
      hardLink: works(() => disk.hardLink(at('file'), at('hard'))),
      symlink: works(() => disk.makeLink(toBytePath('file'), at('link'))),
      caseSensitive: disk.status(at('FILE')) === undefined,
      anyName: works(() => disk.makeFolder(joinBytes(place, '\u00FF' as BytePath))),
    };
  } catch (error) {
    return { unwritable: reasonOf(error), ...nothing };
  } finally {
    removeTree(disk, place);
  }
}

function works(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
