/** `cutover test script NAME...` */

import { example, lazily, type Declare } from '../command.ts';
import { testOptions } from './test-options.ts';

export const declareTestScript: Declare = (parent, run) => {
  testOptions(parent.command('script'))
    .description('does each script load, is there a callable main with the right parameters, does it run')
    .argument('[name...]', 'scripts, by name or path')
    .option('-k <pattern>', 'of the scripts named, or of all, those whose name has this in it (* and ? for the whole name)')
    .option('--last-failed', 'of the scripts named, or of all, those that failed when they were last tested')
    .option('--watch', 'test again what changed, and what depends on it, until Ctrl-C')
    .option('--junit <file>', 'write the results as JUnit XML, too')
    .option('--import-only', 'load and check only; main is not called')
    .addHelpText('after', example('cutover test script clean_orders --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-script.ts')));
};
