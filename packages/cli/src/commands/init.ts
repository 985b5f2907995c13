/** `cutover init` */

import { Option } from 'commander';
import { collect, example, lazily, type Declare } from '../command.ts';

export const declareInit: Declare = (parent, run) => {
  parent
    .command('init')
    .summary('write a commented cutover.config.yaml')
    .description(
      'Writes a commented cutover.config.yaml that runs at once. Looks for programs, for calls of them in the tests, and for files that look like inputs; asks on a terminal, elsewhere takes what leaves no doubt. Nothing is overwritten.',
    )
    .argument('[command...]', 'with --record, after --: the legacy command with its arguments')
    .option('--legacy <command>', 'how the legacy runs; {} stands for the input, which comes last without it')
    .option('--candidate <command>', 'how the candidate runs')
    .option('--input <value...>', 'inputs, a case each; may be repeated', collect, [])
    .option('--stdin <file...>', 'files read on stdin, a case each')
    .addOption(new Option('--record', 'run the legacy command after --, and keep it as a case and as the baseline "recorded"').conflicts('print'))
    .option('--from <path...>', 'the files and folders that are to be replaced (default: what the legacy command names)')
    .option('--name <name>', 'the name of the migration (default: that of the folder)')
    .option('-y, --yes', 'ask nothing')
    .option('--print', 'print the configuration, and write nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover init --legacy "sh old.sh {}" --candidate "sh new.sh {}" --input a'))
    .action(lazily(run, () => import('../actions/init.ts')));
};
