/** `cutover migrate parity`: the side-by-side run. */

import { Option } from 'commander';
import { example, lazily, type Declare } from '../command.ts';
import { atLeastOne } from './numbers.ts';

const collect = (value: string, before: string[]): string[] => [...before, value];

export const declareParity: Declare = (parent, run) => {
  parent
    .command('parity')
    .description('run each case through the legacy and the candidate, and compare what they do')
    .option('--case <glob>', 'only cases whose id matches; may be repeated', collect, [])
    .option('--jobs <n>', 'cases run at the same time (default: the number of processors)', atLeastOne)
    .addOption(new Option('--noise <when>', 'run both sides again to tell noise from difference').choices(['auto', 'full', 'off']).default('auto'))
    .option('--strict', 'a speed that is too noisy to tell fails its gate')
    .option('--legacy <command>', 'without a configuration: the legacy command, {} stands for the input')
    .option('--candidate <command>', 'without a configuration: the candidate command')
    .option('--input <value>', 'an input, a case each; may be repeated', collect, [])
    .option('--input-file <file>', 'a file of inputs, one a line')
    .option('--stdin <file...>', 'files read on stdin, a case each')
    .option('--save', 'write the configuration of --legacy and --candidate to cutover.config.yaml')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', example('cutover migrate parity --legacy "printf %d {}" --candidate "printf %i {}" --input 1 --input 2'))
    .action(lazily(run, () => import('../actions/migrate-parity.ts')));
};
