/** `cutover test spec NAME` */

import { example, lazily, type Declare } from '../command.ts';
import { testOptions } from './test-options.ts';

export const declareTestSpec: Declare = (parent, run) => {
  testOptions(parent.command('spec'))
    .summary('write the run specification of a script')
    .description('Writes the editable run specification of a script: inputs, outputs, environment and arguments, with the names that its source reads. Never overwrites one.')
    .argument('<name>', 'a script, by name or path; its source is read, not run')
    .addHelpText('after', example('cutover test spec clean_orders --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-spec.ts')));
};
