/** `cutover migrate backups [ID...]`, `backups show ID`, `backups prune` */

import { InvalidArgumentError } from 'commander';
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
  backups
    .command('prune')
    .description('Shows which backups may go, and removes them with --yes. The newest, what is still needed, and recent safety points stay.')
    .option('--keep <n>', 'keep so many of the newest', wholeNumber)
    .option('--keep-within <duration>', 'keep what is younger, such as 30d', days)
    .option('--yes', 'remove them')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate backups prune --keep 5'))
    .action(lazily(run, () => import('../actions/migrate-backups-prune.ts')));
};

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('it is a whole number from 1.');
  return value;
}

/** `30d`, `12h`, `2w`, in ms. */
function days(text: string): number {
  const match = /^(\d+)([hdw])$/.exec(text);
  if (!match) throw new InvalidArgumentError('it is a number with h, d or w, such as 30d.');
  return Number(match[1]) * { h: 1, d: 24, w: 168 }[match[2] as 'h' | 'd' | 'w'] * 3_600_000;
}
