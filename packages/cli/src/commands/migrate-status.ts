/** `cutover migrate status` */

import { Option } from 'commander';
import { confirmable, stages } from '@cutover/migrate';
import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateStatus: Declare = (parent, run) => {
  parent
    .command('status')
    .summary('which side serves, what is proven, what is left')
    .description('Tells for each module whether it is backed up, proven, switched and verified, with the evidence; ticks the checklists by it; and says what to do next.')
    .addOption(new Option('--require <stage>', 'exit 1 unless every module has got so far').choices(stages))
    .option('--verify', 'run the verify commands first, and record what they say')
    .addOption(new Option('--confirm <item>', 'record that an item is done that no program can see; needs --reason').choices(confirmable))
    .option('--reason <text>', 'what was done, for --confirm; goes to the ledger')
    .option('--html <file>', 'also write it as a page, with the progress over all parity runs')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate status --require proven'))
    .action(lazily(run, () => import('../actions/migrate-status.ts')));
};
