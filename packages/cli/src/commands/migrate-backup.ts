/** `cutover migrate backup [MODULE...]` */

import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateBackup: Declare = (parent, run) => {
  parent
    .command('backup')
    .summary('copy the modules into a verified, read-only backup')
    .description('Copies every file of the modules into backups/, checks the copy by reading it back, and records a rollback point.')
    .argument('[module...]', 'only these modules (default: all)', [])
    .option('-m, --message <text>', 'what this backup is for')
    .option('--rehash', 'read every file, also those that are unchanged since the last backup')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate backup -m "before the new runner"'))
    .action(lazily(run, () => import('../actions/migrate-backup.ts')));
};
