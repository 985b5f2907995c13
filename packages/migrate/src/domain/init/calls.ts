/** The argument lists with which the tests of a project call a program. */

import { CutoverError } from '@cutover/runtime-testing';
import { splitWords } from '../one-line.ts';

/** Names by which a program is called: its file, its Python module, its command. */
export interface CalledAs {
  file: string;
  names: readonly string[];
}

/** The argument lists of the calls in `text`, each once. A call with an argument that is no plain text is left out. */
export function callsIn(text: string, program: CalledAs): string[][] {
  const found = new Map<string, string[]>();
  for (const words of [...listsIn(text), ...linesIn(text)]) {
    const at = words.findIndex((word) => word !== undefined && isNamed(word, program));
    const args = words.slice(at + 1);
    if (at < 0 || !args.every((word) => word !== undefined)) continue;
    found.set(args.join('\0'), args);
  }
  return [...found.values()];
}

function isNamed(word: string, { file, names }: CalledAs): boolean {
  const path = word.replace(/^\.\//, '');
  return names.includes(word) || path === file || path.endsWith(`/${file}`) || (path.length > 3 && path.includes('.') && file.endsWith(`/${path}`));
}

/** Lists of texts in Python and JavaScript; what is no plain text is undefined. */
function listsIn(text: string): (string | undefined)[][] {
  return [...text.matchAll(/\[([^[\]]{1,1000})\]/g)].map(([, inside = '']) =>
    inside
      .split(/,(?=(?:[^"']|"[^"]*"|'[^']*')*$)/)
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => /^(?:"([^"\\\n]*)"|'([^'\\\n]*)')$/.exec(item))
      .map((match) => match?.[1] ?? match?.[2]),
  );
}

/** Lines of a shell that start a program; one with anything that only a shell understands is left out. */
function linesIn(text: string): (string | undefined)[][] {
  return text.split('\n').flatMap((line) => {
    const command = /^\s*(?:run |\$ |@)?((?:python3?|node|ruby|perl|bash|sh|\.{0,2}\/)[^$`|<>&;()]*)$/.exec(line)?.[1];
    if (command === undefined) return [];
    try {
      return [splitWords(command.trim(), 'line')];
    } catch (error) {
      if (error instanceof CutoverError) return [];
      throw error;
    }
  });
}
