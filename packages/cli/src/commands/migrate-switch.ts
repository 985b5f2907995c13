/** `cutover migrate switch [MODULE...]` */

import { InvalidArgumentError } from 'commander';
import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateSwitch: Declare = (parent, run) => {
  parent
    .command('switch')
    .summary('make the candidate the one in use')
    .description('Switches modules to the candidate, if the last parity run of exactly this content passed. Makes a rollback point first, runs the verify commands, and goes back by itself if they fail.')
    .argument('[module...]', 'only these modules (default: all that can be switched)', [])
    .option('--percent <n>', 'let the candidate serve this share of the keys, 0 to 100, where the module switches by flag', percentage)
    .option('--force', 'switch without proof; needs --reason')
    .option('--reason <text>', 'why; goes to the ledger')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate switch --percent 10'))
    .action(lazily(run, () => import('../actions/migrate-switch.ts')));
};

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100)) throw new InvalidArgumentError('it is a number from 0 to 100.');
  return value;
}
