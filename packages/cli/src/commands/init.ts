/** `cutover init` */

import { example, lazily, type Declare } from '../command.ts';

export const declareInit: Declare = (parent, run) => {
  parent
    .command('init')
    .summary('write a commented cutover.config.yaml')
    .description('Writes a commented cutover.config.yaml. With --from it reads the code and proposes modules, their order, and how to switch them. On a terminal it asks what is not given.')
    .option('--from <path...>', 'the files and folders that are to be replaced')
    .option('--name <name>', 'the name of the migration (default: that of the folder)')
    .option('--print', 'print the configuration, and write nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover init --from src/legacy'))
    .action(lazily(run, () => import('../actions/init.ts')));
};
