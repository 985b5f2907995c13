/** `cutover migrate clean [MODULE...]` */

import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateClean: Declare = (parent, run) => {
  parent
    .command('clean')
    .summary('remove the legacy files of what the candidate serves')
    .description('Removes the legacy files of modules that are switched and proven, if nothing uses them any more. Makes a rollback point first, runs the verify commands, and puts everything back if they fail.')
    .argument('[module...]', 'only these modules (default: all that the candidate serves)', [])
    .option('--force', 'remove also what is not proven or still used; needs --reason')
    .option('--reason <text>', 'why; goes to the ledger')
    .option('--dry-run', 'say what would be removed, and change nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate clean --dry-run'))
    .action(lazily(run, () => import('../actions/migrate-clean.ts')));
};
