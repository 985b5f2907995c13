/** `cutover schema [NAME]` */

import { example, lazily, type Declare } from '../command.ts';

export const declareSchema: Declare = (parent, run) => {
  parent
    .command('schema')
    .summary('print the JSON schema of a document')
    .description('Prints the JSON schema of a document that cutover reads or writes, for editors and validators.')
    .argument('[name]', 'which document; without it they are listed')
    .option('--json', 'the list as JSON; a schema always is')
    .addHelpText('after', example('cutover schema config'))
    .action(lazily(run, () => import('../actions/schema.ts')));
};
