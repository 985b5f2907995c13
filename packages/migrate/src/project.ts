/** What every verb of migrating is given: the project it works on, and the outside world as arguments. */

import { join } from 'node:path';
import { toBytePath, type BytePath } from './domain/byte-path.ts';
import type { Config } from './domain/config.ts';
import type { GitState } from './domain/evidence.ts';
import type { FileSystem } from './edges/file-system.ts';

/** What a verb tells while it works. */
export type MigrateEvent =
  | { type: 'progress'; what: string; done: number; of: number }
  | { type: 'warning'; message: string }
  | { type: 'note'; message: string };

export interface Project {
  /** The folder of the configuration, absolute, links resolved. */
  root: string;
  config: Config;
  files: FileSystem;
  now: () => Date;
  /** In [0, 1). */
  random: () => number;
  /** Who is doing this, for the ledger: user and host. */
  by: string;
  /** What the user typed, told to whoever finds the lock held. */
  command: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The command that starts this very program, for `cutover` as the first word of a verify command. */
  self: readonly string[];
  signal: AbortSignal;
  onEvent: (event: MigrateEvent) => void;
  /** The commit of the project and whether it has changes; null where there is no git. */
  git: () => Promise<GitState | null>;
  versions: Readonly<Record<string, string>>;
}

/** The folders and files that Cutover keeps beside the configuration. */
export interface Places {
  root: BytePath;
  state: BytePath;
  store: BytePath;
  tx: BytePath;
  done: BytePath;
  reports: BytePath;
  lock: BytePath;
}

export function placesOf(root: string): Places {
  const at = (...steps: string[]): BytePath => toBytePath(join(root, ...steps));
  return {
    root: at(),
    state: at('.cutover'),
    store: at('backups'),
    tx: at('.cutover', 'tx'),
    done: at('.cutover', 'done'),
    reports: at('.cutover', 'reports'),
    lock: at('.cutover', 'lock'),
  };
}

/** The folder of the ledger, absolute. */
export function statePath(project: Project): string {
  return `${project.root}/.cutover`;
}
