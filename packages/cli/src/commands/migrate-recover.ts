/** `cutover migrate recover` */

import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateRecover: Declare = (parent, run) => {
  parent
    .command('recover')
    .summary('finish a change that was interrupted')
    .description('Finishes what an interrupted backup, switch or rollback left; every other command that changes things does so first, too.')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate recover'))
    .action(lazily(run, () => import('../actions/migrate-recover.ts')));
};
