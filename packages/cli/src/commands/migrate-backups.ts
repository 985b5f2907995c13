/** `cutover migrate backups [ID...]`, `backups show ID` */

import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateBackups: Declare = (parent, run) => {
  const backups = parent
    .command('backups')
    .summary('list the backups, or check every byte of them')
    .description('Lists the backups, newest last. An id may be shortened to any unique beginning, or be latest, latest~1.')
    .argument('[id...]', 'only these backups', [])
    .option('--verify', 'read every byte and name each damaged, missing or extra file')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate backups --verify'))
    .action(lazily(run, () => import('../actions/migrate-backups.ts')));
  backups
    .command('show')
    .description('Shows what a backup holds and what was known when it was made.')
    .argument('<id>', 'the backup')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate backups show latest'))
    .action(lazily(run, () => import('../actions/migrate-backups-show.ts')));
};
