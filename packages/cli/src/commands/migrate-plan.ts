/** `cutover migrate plan` */

import { example, lazily, type Declare } from '../command.ts';

export const declareMigratePlan: Declare = (parent, run) => {
  parent
    .command('plan')
    .summary('what depends on the legacy, how big it is, in which order to go')
    .description('Reads the project and tells, for each module: its size, who depends on it (with file and line), how far that reaches, and when to switch it.')
    .option('--since <ref>', 'compare sizes with this git revision')
    .option('--all', 'list everything that is found, not the first of each')
    .option('--markdown', 'print Markdown, for a document or a pull request')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate plan --since v1.4.0'))
    .action(lazily(run, () => import('../actions/migrate-plan.ts')));
};
