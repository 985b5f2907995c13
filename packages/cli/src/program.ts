/** The program's words: every command with its options, none of its work. */

import { Command, Help, Option, type Argument } from 'commander';
import type { Declare, Run } from './command.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareDoctor } from './commands/doctor.ts';
import { declareInit } from './commands/init.ts';
import { declareMigrateBackup } from './commands/migrate-backup.ts';
import { declareMigrateBackups } from './commands/migrate-backups.ts';
import { declareMigrateClean } from './commands/migrate-clean.ts';
import { declareMigrateHistory } from './commands/migrate-history.ts';
import { declareMigratePlan } from './commands/migrate-plan.ts';
import { declareMigrateRecover } from './commands/migrate-recover.ts';
import { declareMigrateRollback } from './commands/migrate-rollback.ts';
import { declareMigrateStatus } from './commands/migrate-status.ts';
import { declareMigrateSwitch } from './commands/migrate-switch.ts';
import { declareMigrateParity } from './commands/migrate-parity.ts';
import { declareTestCompat } from './commands/test-compat.ts';
import { declareTestPipeline } from './commands/test-pipeline.ts';
import { declareSchema } from './commands/schema.ts';
import { declareTestScript } from './commands/test-script.ts';
import { declareTestSpec } from './commands/test-spec.ts';
import { version } from './version.ts';
import { declareLegacy } from './wiring.ts';

/** The groups, each with its commands in the order of its help. */
const groups: readonly { name: string; description: string; commands: readonly Declare[] }[] = [
  { name: 'test', description: 'test pipeline scripts', commands: [declareTestScript, declareTestCompat, declareTestPipeline, declareTestSpec] },
  {
    name: 'migrate',
    description: 'back up, compare, switch over, roll back',
    commands: [
      declareMigratePlan,
      declareMigrateBackup,
      declareMigrateBackups,
      declareMigrateParity,
      declareMigrateSwitch,
      declareMigrateRollback,
      declareMigrateStatus,
      declareMigrateClean,
      declareMigrateRecover,
      declareMigrateHistory,
    ],
  },
];

const plainHelp = new Help();

/** That a list is empty when nothing is given goes without saying. */
function withoutEmptyDefault<T extends Option | Argument>(declared: T): T {
  const isEmpty = Array.isArray(declared.defaultValue) && declared.defaultValue.length === 0;
  return isEmpty ? (Object.create(declared, { defaultValue: { value: undefined } }) as T) : declared;
}

/**
 * Builds the command tree; `run` carries out what is asked. Only groups that are `named` get their commands: to declare
 * all takes longer than to test a small script.
 */
export function makeProgram(run: Run, named: (group: string) => boolean = () => true): Command {
  const program = new Command('cutover')
    .description('Replace an old implementation with a new one and be sure of it; test pipeline scripts day to day.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .configureHelp({
      optionDescription: (option) => plainHelp.optionDescription(withoutEmptyDefault(option)),
      argumentDescription: (argument) => plainHelp.argumentDescription(withoutEmptyDefault(argument)),
    })
    .option('--config <file>', 'the configuration file (default: the nearest cutover.config.yaml)')
    .option('--cwd <dir>', 'work in this folder')
    .addOption(new Option('--quiet', 'leave out progress and hints').conflicts('verbose'))
    .option('--verbose', 'say more; print stack traces')
    .exitOverride()
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError();
  declareInit(program, run);
  declareDoctor(program, run);
  for (const { name, description, commands } of groups) {
    const group = program.command(name).description(description).helpCommand('help [command]', 'print help for a command');
    if (named(name)) for (const declare of commands) declare(group, run);
  }
  declareSchema(program, run);
  declareCompletion(program, run);
  declareLegacy(program, run);
  return program;
}
