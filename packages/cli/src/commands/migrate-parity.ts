/** `cutover migrate parity`: the side-by-side run, and what can be done with past ones. */

import { InvalidArgumentError, Option, type Command } from 'commander';
import { collect, example, lazily, type Declare, type Run } from '../command.ts';
import { atLeastOne } from './numbers.ts';

export const reporters = ['terminal', 'json', 'junit', 'html', 'markdown', 'github'] as const;
export type Reporter = (typeof reporters)[number];

export const declareMigrateParity: Declare = (parent, run) => {
  const parity = parent
    .command('parity')
    .summary('run each case through the legacy and the candidate, and compare what they do')
    .description('Runs each case through the legacy and the candidate in equal, separate folders, compares what they do, and lets the gates decide. Exit code 1: a gate does not hold.')
    .option('--case <glob>', 'only cases whose id matches; may be repeated', collect, [])
    .option('--only-failed', 'only the cases that did not match in the last run')
    .option('--jobs <n>', 'cases run at the same time (default: the number of processors)', atLeastOne)
    .option('--repeat <n>', 'timed pairs of runs for each case', atLeastOne, 1)
    .addOption(new Option('--noise <when>', 'run both sides again to tell noise from difference').choices(['auto', 'full', 'off']).default('auto'))
    .option('--record <name>', 'keep the legacy outcomes as a baseline')
    .option('--against <name>', 'use a baseline as the legacy side')
    .option('--shard <i/n>', 'run part i of n; join them with "parity merge"', shard)
    .option('--resume', 'go on with the run that was interrupted')
    .option('--legacy <command>', 'without a configuration: the legacy command, {} stands for the input')
    .option('--candidate <command>', 'without a configuration: the candidate command')
    .option('--input <value...>', 'inputs, a case each; may be repeated', collect, [])
    .option('--input-file <file>', 'a file of inputs, one a line')
    .option('--stdin <file...>', 'files read on stdin, a case each')
    .option('--save', 'write the configuration of --legacy and --candidate to cutover.config.yaml');
  reporting(parity)
    .addHelpText('after', example('cutover migrate parity --legacy "printf %d {}" --candidate "printf %i {}" --input 1 --input 2'))
    .action(lazily(run, () => import('../actions/migrate-parity.ts')));
  declarePastRuns(parity, run);
};

function declarePastRuns(parity: Command, run: Run): void {
  reporting(parity.command('show'))
    .summary('show a past run, or one case of it with all its differences')
    .description('Shows a past run, or the cases that match with all their differences, also those that a rule explains.')
    .argument('<run>', 'its id, any unique beginning, latest, or latest~1')
    .argument('[case]', 'a case, or a glob of cases')
    .addHelpText('after', example('cutover migrate parity show latest'))
    .action(lazily(run, () => import('../actions/parity-show.ts')));
  reporting(parity.command('judge'))
    .summary('judge a past run again by the rules and gates of today')
    .description('Judges the outcomes of a past run again by the rules and gates of today. No case is run.')
    .argument('<run>', 'its id, any unique beginning, latest, or latest~1')
    .addHelpText('after', example('cutover migrate parity judge latest'))
    .action(lazily(run, () => import('../actions/parity-judge.ts')));
  parity
    .command('compare')
    .summary('judge two recorded test reports by the same gates')
    .description('Judges two recorded test reports (JUnit XML, pytest-json-report, vitest or jest JSON, TAP): each new failure, vanished test and new skip counts.')
    .argument('<old>', 'the report of before')
    .argument('<new>', 'the report of now')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', example('cutover migrate parity compare before.xml after.xml'))
    .action(lazily(run, () => import('../actions/parity-compare.ts')));
  reporting(parity.command('merge'))
    .summary('join the shards of a run')
    .description('Joins the shards of a run into one and judges it as a whole. A case that no shard has run is an error.')
    .argument('<dir...>', 'the folders of the shards, .cutover/parity/<run> of each')
    .addHelpText('after', example('cutover migrate parity merge shard-1/* shard-2/*'))
    .action(lazily(run, () => import('../actions/parity-merge.ts')));
}

/** The options of every command that ends in a report. */
function reporting(command: Command): Command {
  return command
    .option('--strict', 'a speed that is too noisy to tell fails its gate')
    .option('--reporter <list>', `what to write, of ${reporters.join(', ')}`, reporterList, ['terminal'])
    .option('--out <dir>', 'where the reports are written (default: the folder of the run)')
    .option('--json', 'print the report as JSON');
}

function reporterList(text: string): Reporter[] {
  const names = text.split(',').filter(Boolean);
  const unknown = names.find((name) => !(reporters as readonly string[]).includes(name));
  if (unknown !== undefined || names.length === 0) throw new InvalidArgumentError(`It is a list of ${reporters.join(', ')}.`);
  return names as Reporter[];
}

function shard(text: string): { index: number; count: number } {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (!index || !count || index > count) throw new InvalidArgumentError('It is a part and how many there are, such as 1/4.');
  return { index, count };
}
