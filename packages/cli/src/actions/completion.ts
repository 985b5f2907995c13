/** Prints the completion script of a shell. */

import { completionScripts } from '../completion/scripts.ts';
import type { Action } from '../command.ts';

const completion: Action<object, [keyof typeof completionScripts]> = async (_, __, shell) => ({
  exit: 0,
  document: { schema_version: 1, shell, script: completionScripts[shell] },
  text: completionScripts[shell].trimEnd(),
});

export default completion;
