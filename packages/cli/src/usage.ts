/** What commander and the system throw, told in the one form of errors. */

import { CommanderError, type Command } from 'commander';
import { CutoverError, reasonOf } from '@cutover/runtime-testing';
import { cliError } from './errors.ts';
import { print, terminalWidth } from './terminal/streams.ts';

/** The columns of help that no terminal shows. */
const plainWidth = 80;

/** The error in our form where its reader can mend it: ours, the system's, or a usage error. Undefined for a bug. */
export function toCutoverError(error: unknown): CutoverError | undefined {
  if (error instanceof CutoverError) return error;
  const prevented = preventedBySystem(error);
  if (prevented) return prevented;
  if (!(error instanceof CommanderError)) return undefined;
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  if (error.code === 'commander.help') return cliError('USAGE', { message: 'a command is missing', hint: 'see "cutover --help"' });
  const hint = rest.join(' ').replace(/^\(Did you mean (.*)\?\)$/i, 'did you mean "$1"?');
  return cliError('USAGE', { message, hint: hint === '' ? 'see "cutover --help" or "cutover COMMAND --help"' : hint });
}

/** The system said no (permission, space, a read-only disk) where no command expected it. */
function preventedBySystem(error: unknown): CutoverError | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const noPlace = code === 'ENOENT' && syscall === 'mkdir';
  if (!noPlace && !['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'EDQUOT', 'EMFILE', 'ENFILE'].includes(code ?? '')) return undefined;
  const message = `${path === undefined ? '' : `${path}: `}${noPlace ? 'no folder can be made there' : reasonOf(error)}`;
  return cliError('PREVENTED', { message, hint: 'mend that, and run the command again', where: path, cause: error });
}

/** Commander prints help, and nothing of its own for an error: `report` does, in the one form. */
export function quietUsageErrors(command: Command, json: boolean): void {
  command.exitOverride().configureOutput({
    outputError: () => undefined,
    writeOut: (text) => print(1, text),
    writeErr: (text) => {
      if (!json) print(2, text);
    },
    getOutHelpWidth: () => terminalWidth(1) ?? plainWidth,
    getErrHelpWidth: () => terminalWidth(2) ?? plainWidth,
    // Help has no colours that would have to be taken out.
    getOutHasColors: () => true,
    getErrHasColors: () => true,
  });
  for (const child of command.commands) quietUsageErrors(child, json);
}
