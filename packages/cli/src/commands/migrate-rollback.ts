/** `cutover migrate rollback [POINT]` */

import { Option } from 'commander';
import { example, lazily, type Declare } from '../command.ts';

export const declareMigrateRollback: Declare = (parent, run) => {
  parent
    .command('rollback')
    .summary('go back to a rollback point')
    .description('Restores files, modes, links and flags as a rollback point has them. The state before is kept first, so that it can be undone.')
    .argument('[point]', 'id of a backup, its beginning, latest or latest~1 (default: the latest that holds the modules)')
    .option('--module <name...>', 'only these modules', [])
    .option('--reason <text>', 'why; goes to the report and the ledger')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--force', 'replace or remove also what changed in ways nobody recorded (it is kept in the safety point)')
    .addOption(new Option('--keep-drift', 'leave as it is what changed in ways nobody recorded').conflicts('force'))
    .addOption(new Option('--abort', 'take an interrupted change back to the state before it').conflicts(['force', 'keepDrift', 'dryRun']))
    .option('--from <bag>', 'in an emergency: restore this backup folder, without configuration or ledger, into --to')
    .option('--to <dir>', 'the folder to restore into; made if it is missing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate rollback --reason "wrong totals since noon"'))
    .action(lazily(run, () => import('../actions/migrate-rollback.ts')));
};
