/** Trees of files for tests: made from a table, and listed with everything that a restore must bring back. */

import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A text is a file's content; `->x` a link to x; a name ending in "/" a folder. `[text, mode]` sets the mode. */
export function makeTree(root: string, tree: Record<string, string | [string, number]>): void {
  for (const [name, value] of Object.entries(tree)) {
    const path = join(root, name);
    const [text, mode] = typeof value === 'string' ? [value, undefined] : value;
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) continue;
    if (text.startsWith('->')) symlinkSync(text.slice(2), path);
    else writeFileSync(path, text);
    if (mode !== undefined) chmodSync(path, mode);
  }
}

/** Each path below `root` with kind, mode, time and content, folders included; `skip` names top folders to leave out. Names are bytes. */
export function listTree(root: string, skip: readonly string[] = ['.cutover', 'backups']): Record<string, string> {
  const listed: Record<string, string> = {};
  const place = (path: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
  const visit = (folder: string): void => {
    for (const name of readdirSync(place(folder), { encoding: 'latin1' as BufferEncoding })) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (skip.includes(path)) continue;
      const stats = lstatSync(place(path), { bigint: true });
      const common = `${(stats.mode & 0o7777n).toString(8)} ${stats.mtimeNs / 1000n}`;
      if (stats.isSymbolicLink()) listed[path] = `link ${readlinkSync(place(path), 'latin1')}`;
      else if (stats.isDirectory()) listed[`${path}/`] = `folder ${common}`;
      else listed[path] = `file ${common} ${readFileSync(place(path), 'latin1')}`;
      if (stats.isDirectory()) visit(path);
    }
  };
  visit('');
  return listed;
}

/** Sets a time with more than whole seconds. */
export function setTime(root: string, name: string, seconds: number): void {
  utimesSync(join(root, name), seconds, seconds);
}
