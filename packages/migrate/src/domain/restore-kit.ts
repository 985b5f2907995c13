/** The emergency kit in every bag: a shell script and a page that restore it without Cutover. */

import { parentOf, type BytePath } from './byte-path.ts';
import { formatMode, type Entry, type FileEntry } from './entry.ts';

/** RESTORE.md: what is in the bag and how to get it out by hand. */
export function restoreGuide(id: string): string {
  return `# Restoring backup ${id} by hand

Everything here is plain files. Nothing but standard tools is needed.

1. Check that the backup is whole. Every line must end in "OK":

       sha256sum -c manifest-sha256.txt

2. Restore all of it into a folder, which is made if it is missing:

       sh restore.sh /path/to/folder

   It checks the backup first and refuses a damaged one. It writes files, folders, links, modes and times, replaces
   what has the same name, and removes nothing else.

3. Or copy single files: \`data/src/a.py\` is the content of \`src/a.py\`. Files with unusual names lie in \`data/.odd\`;
   \`meta/entries.jsonl\` has every name with its mode, time and digest (\`.odd\` names are the SHA-256 of the path).
`;
}

/** restore.sh, as bytes (one character each), since names need not be UTF-8. POSIX sh, sha256sum, cp, ln. */
export function restoreScript(id: string, entries: readonly Entry[], payload: (file: FileEntry) => BytePath): string {
  const folders = entries.filter((entry) => entry.kind === 'folder');
  const lines: string[] = [];
  const parents = new Set<BytePath>();
  const inFolder = (path: BytePath): void => {
    const parent = parentOf(path);
    if (parent === '' || parents.has(parent)) return;
    parents.add(parent);
    lines.push(`d ${quote(parent)}`);
  };
  for (const entry of entries) {
    inFolder(entry.path);
    if (entry.kind === 'folder') {
      if (!parents.has(entry.path)) lines.push(`d ${quote(entry.path)}`);
      parents.add(entry.path);
    } else if (entry.kind === 'link') lines.push(`l ${quote(entry.target)} ${quote(entry.path)}`);
    else if (entry.hardLink !== undefined) lines.push(`h ${quote(entry.hardLink)} ${quote(entry.path)}`);
    else lines.push(`f ${quote(payload(entry))} ${quote(entry.path)} ${formatMode(entry.mode)} ${touchTime(entry.mtimeNs)}`);
  }
  for (const folder of folders.reverse()) lines.push(`m ${quote(folder.path)} ${formatMode(folder.mode)} ${touchTime(folder.mtimeNs)}`);
  return `${head(id)}${lines.join('\n')}\n[ "$failed" -eq 0 ] || { echo "some files could not be restored" >&2; exit 1; }\necho "restored to $to"\n`;
}

function head(id: string): string {
  return `#!/bin/sh
# Restores backup ${id} into the folder given. Needs sh, sha256sum, cp, ln, mkdir, chmod, touch.
set -u
[ $# -eq 1 ] || { echo "usage: sh restore.sh FOLDER" >&2; exit 2; }
LC_ALL=C; export LC_ALL
bag=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
mkdir -p -- "$1" && to=$(CDPATH= cd -- "$1" && pwd -P) || exit 2
cd "$bag" || exit 2
if [ -s manifest-sha256.txt ]; then
  sha256sum -c manifest-sha256.txt >/dev/null || { echo "the backup is damaged: nothing was restored" >&2; exit 1; }
fi
sha256sum -c tagmanifest-sha256.txt >/dev/null || { echo "the backup is damaged: nothing was restored" >&2; exit 1; }
cd "$to" || exit 2
failed=0
no() { echo "can't restore: $1" >&2; failed=1; }
clear() { if [ -L "$1" ] || [ -f "$1" ]; then rm -f -- "$1"; fi; }
d() { if [ -L "./$1" ] || [ -f "./$1" ]; then rm -f -- "./$1"; fi; mkdir -p -- "./$1" && chmod u+rwx "./$1" || no "$1"; }
f() { clear "./$2"; cp -- "$bag/$1" "./$2" && chmod "$3" "./$2" && touch -d "$4" "./$2" || no "$2"; }
h() { clear "./$2"; ln -- "./$1" "./$2" || no "$2"; }
l() { clear "./$2"; ln -s -- "$1" "./$2" || no "$2"; }
m() { chmod "$2" "./$1" && touch -d "$3" "./$1" || no "$1"; }
`;
}

function quote(bytes: string): string {
  return `'${bytes.replaceAll("'", `'\\''`)}'`;
}

const second = 1_000_000_000n;

/** The form that POSIX gives `touch -d`: 2026-11-20T19:32:00.123456789Z. */
function touchTime(ns: bigint): string {
  const fraction = ((ns % second) + second) % second;
  const atSecond = new Date(Number((ns - fraction) / 1_000_000n)).toISOString();
  return `${atSecond.slice(0, 19)}.${String(fraction).padStart(9, '0')}Z`;
}
