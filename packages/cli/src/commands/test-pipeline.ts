/** `cutover test pipeline FILE` */

import { example, lazily, type Declare } from '../command.ts';
import { testOptions } from './test-options.ts';

export const declareTestPipeline: Declare = (parent, run) => {
  testOptions(parent.command('pipeline'))
    .description('every step and every edge of a pipeline, in topological order')
    .argument('<file>', 'a pipeline file, .json or .yaml')
    .option('--from <step>', 'run this step and what depends on it, on what the others wrote before')
    .option('--junit <file>', 'write the results as JUnit XML, too')
    .option('--import-only', 'check the graph and load every script; main is not called')
    .addHelpText('after', example('cutover test pipeline orders.pipeline.yaml --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-pipeline.ts')));
};
