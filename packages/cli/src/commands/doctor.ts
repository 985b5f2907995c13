/** `cutover doctor` */

import { example, lazily, type Declare } from '../command.ts';

export const declareDoctor: Declare = (parent, run) => {
  parent
    .command('doctor')
    .summary('is everything there that cutover needs')
    .description('Looks at Node, Python, git, the configuration, what the file system of the project can do, room and permissions, and what an interrupted command left. Changes nothing; exits 1 when something fails.')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover doctor'))
    .action(lazily(run, () => import('../actions/doctor.ts')));
};
