/** `cutover test compat A B` */

import { example, lazily, type Declare } from '../command.ts';
import { testOptions } from './test-options.ts';

export const declareTestCompat: Declare = (parent, run) => {
  testOptions(parent.command('compat'))
    .description('can the second script read what the first one writes')
    .argument('<a>', 'the script that writes, by name or path')
    .argument('<b>', 'the script that reads')
    .addHelpText('after', example('cutover test compat clean_orders order_features --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-compat.ts')));
};
