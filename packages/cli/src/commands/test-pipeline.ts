/** `cutover test pipeline FILE` */

import { example, lazily, type Declare } from '../command.ts';
import { runOptions } from './test-options.ts';

export const declareTestPipeline: Declare = (parent, run) => {
  runOptions(parent.command('pipeline'), {
    pattern: 'only the steps whose name has this in it',
    lastFailed: 'only the steps that failed or were skipped when they were last tested',
    watch: 'test again the steps that changed, and what depends on them',
  })
    .summary('test every step and every edge of a pipeline')
    .description('Tests every step of a pipeline in topological order, each on what those before it wrote, and every edge between them.')
    .argument('<file>', 'a pipeline file, .json or .yaml')
    .option('--from <step>', 'run this step and what depends on it, on what the others wrote before')
    .option('--import-only', 'check the graph and load every script; main is not called')
    .addHelpText('after', example('cutover test pipeline orders.pipeline.yaml --scripts-dir pipeline'))
    .action(lazily(run, () => import('../actions/test-pipeline.ts')));
};
