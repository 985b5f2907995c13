/** The options of the `cutover test` commands as the core takes them. */

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { TestOptions } from '@cutover/runtime-testing';
import type { TestCommandOptions } from './commands/test-options.ts';
import { findConfig } from './config-finder.ts';
import { cliError } from './errors.ts';
import type { Session } from './session.ts';

export type TestActionOptions = TestCommandOptions & {
  importOnly?: boolean;
  k?: string;
  lastFailed?: boolean;
  watch?: boolean;
  junit?: string;
};

/** What the command line says, with what the configuration, if there is one, adds to it. */
export async function coreOptions(session: Session, options: TestActionOptions): Promise<TestOptions> {
  const configured = await fromConfig(session);
  const here = (folder: string) => resolve(session.cwd, folder);
  for (const [option, folder] of [['--workspace-dir', options.workspaceDir], ...options.scriptsDir.map((each) => ['--scripts-dir', each])] as const) {
    if (isNoFolder(here(folder))) throw cliError('USAGE', { message: `${option} takes a folder, and ${folder} is none` });
  }
  return {
    cwd: session.cwd,
    workspace: here(options.workspaceDir),
    scriptDirs: [...options.scriptsDir.map(here), ...configured.scripts, here('scripts')],
    env: session.env,
    python: configured.python,
    timeoutMs: options.timeout * 1000,
    jobs: options.jobs ?? availableParallelism(),
    isolation: options.isolation,
    deny: options.deny,
    entry: options.entry,
    importOnly: options.importOnly === true,
    bail: options.bail === true,
    headStart: session.headStart,
    signal: session.signal,
  };
}

/** Whether there is something else, or can't be anything: a part of the path is a file. */
function isNoFolder(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}

async function fromConfig(session: Session): Promise<{ scripts: string[]; python: string | undefined }> {
  const file = findConfig(session.cwd, session.globals.config);
  if (file === undefined) return { scripts: [], python: undefined };
  // Reading it takes the YAML reader and the model along, which most tests of a script can do without.
  const { loadConfig } = await import('./config-file.ts');
  const { config, root } = await loadConfig(session.cwd, file);
  const { python } = config;
  return {
    scripts: config.scripts.map((folder) => resolve(root, folder)),
    python: python?.includes('/') ? resolve(root, python) : python,
  };
}
