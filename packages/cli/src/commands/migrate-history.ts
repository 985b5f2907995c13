/** `cutover migrate history` */

import { InvalidArgumentError, Option } from 'commander';
import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateHistory: Declare = (parent, run) => {
  parent
    .command('history')
    .summary('the ledger: everything that was done')
    .description('Prints the ledger, newest last.')
    .addOption(new Option('--kind <kind...>', 'only these kinds').choices(['backup', 'parity', 'switch', 'rollback', 'verify', 'prune', 'record']))
    .option('--module <name>', 'only what concerned this module')
    .option('--since <date>', 'only from this day on, such as 2026-11-20')
    .option('-n, --last <count>', 'only the last ones', wholeNumber)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate history --kind switch rollback'))
    .action(lazily(run, () => import('../actions/migrate-history.ts')));
};

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('it is a whole number from 1.');
  return value;
}
