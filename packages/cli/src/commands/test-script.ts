/** `cutover test script NAME...` */

import { example, lazily, type Declare } from '../command.ts';
import { runOptions } from './test-options.ts';

export const declareTestScript: Declare = (parent, run) => {
  runOptions(parent.command('script'), {
    pattern: 'of the scripts named, or of all, those whose name has this in it',
    lastFailed: 'of the scripts named, or of all, those that failed when they were last tested',
    watch: 'test again what changed, and what depends on it',
  })
    .summary('does each script load, have the right main, and run')
    .description('Tests whether each script loads, has a callable main with the right parameters, runs, and writes what it should.')
    .argument('[name...]', 'scripts, by name or path')
    .option('--import-only', 'load and check only; main is not called')
    .addHelpText('after', example('cutover test script clean_orders --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-script.ts')));
};
