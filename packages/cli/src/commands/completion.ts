/** `cutover completion SHELL`, and the command by which its script asks. */

import { Argument, type Command } from 'commander';
import { example, lazily, type Declare } from '../command.ts';

export const declareCompletion: Declare = (parent, run) => {
  parent
    .command('completion')
    .summary('print the script that completes commands in a shell')
    .description('Prints the script by which a shell completes commands, options, modules, rollback points, runs, cases and scripts. Its first line says where it goes.')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover completion bash'))
    .action(lazily(run, () => import('../actions/completion.ts')));
  parent
    .command('complete', { hidden: true })
    .description('the words that could come next, one a line; asked by the completion scripts')
    .argument('[words...]', 'after --: the words after the name of the program, the last as far as it is typed')
    .addHelpText('after', example('cutover complete -- migrate pa'))
    .action(async (words: string[], _options: object, command: Command) => {
      await run(command, async (session) => (await import('../actions/complete.ts')).complete(parent, words, session));
    });
};
