/** `cutover test compat A B` */

import { example, lazily, type Declare } from '../command.ts';
import { runOptions } from './test-options.ts';

export const declareTestCompat: Declare = (parent, run) => {
  runOptions(parent.command('compat'), {
    pattern: 'only if the name of one of the two has this in it',
    lastFailed: 'only if the two did not pass when they were last tested',
    watch: 'test again when one of the two changes, or what it depends on',
  })
    .summary('can the second script read what the first one writes')
    .description('Runs the first script, hands its outputs over to the second, and runs that one on them. Says what does not fit: names, columns, types, rows.')
    .argument('<a>', 'the script that writes, by name or path')
    .argument('<b>', 'the script that reads')
    .addHelpText('after', example('cutover test compat clean_orders order_features --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-compat.ts')));
};
