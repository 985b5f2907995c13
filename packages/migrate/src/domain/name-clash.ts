/** Names that another file system would take for one: they differ in case or Unicode form only. */

import { byBytes, isAscii, toText, type BytePath } from './byte-path.ts';

/** Groups of two or more paths that are equal after case folding and Unicode normalisation. */
export function nameClashes(paths: readonly BytePath[]): BytePath[][] {
  const groups = new Map<string, BytePath[]>();
  for (const path of paths) {
    const text = toText(path);
    if (text === undefined) continue;
    const folded = (isAscii(path) ? text : text.normalize('NFC')).toLowerCase();
    const group = groups.get(folded);
    if (group) group.push(path);
    else groups.set(folded, [path]);
  }
  return [...groups.values()].filter((group) => group.length > 1).map((group) => group.sort(byBytes));
}
