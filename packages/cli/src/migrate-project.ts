/** The project that the migrate commands work on, with this process as its outside world. */

import { realpathSync } from 'node:fs';
import { disk, explainDiskError, gitState, type MigrateEvent, type Project } from '@cutover/migrate';
import { loadConfig } from './config-file.ts';
import type { Session } from './session.ts';
import { tellProgress } from './terminal/progress.ts';
import { version } from './version.ts';
import { whoami } from './whoami.ts';

/** So long it may take in a big repository on a slow disk; a file system monitor or a disk that hangs takes forever. */
const gitTimeoutMs = 60_000;

/** Loads the configuration, runs `work` with the project, and tells its events on stderr. `command` names who holds the lock. */
export async function withProject<T>(session: Session, command: string, work: (project: Project) => Promise<T>): Promise<T> {
  const { config, root, file } = await loadConfig(session.cwd, session.globals.config);
  const progress = tellProgress(session, 'files');
  const onEvent = (event: MigrateEvent): void => {
    if (event.type === 'progress') return progress.at(event.done, event.of, event.what);
    progress.end();
    session.say(event.type === 'warning' ? `warning: ${event.message}` : event.message);
  };
  const realRoot = realpathSync(root);
  const { now, random, env, signal } = session;
  const project: Project = {
    root: realRoot,
    config,
    files: disk,
    now,
    random,
    by: whoami(),
    command: `cutover migrate ${command}`,
    env,
    self: [...session.self, '--config', file],
    signal,
    onEvent,
    git: () => gitState(realRoot, env, { signal, timeoutMs: gitTimeoutMs, onTimeout: () => onEvent({ type: 'warning', message: 'git gave no answer within a minute: the commit is not recorded' }) }),
    versions: { cutover: version, node: process.version, platform: `${process.platform} ${process.arch}` },
  };
  try {
    return await work(project);
  } catch (error) {
    throw explainDiskError(error);
  } finally {
    progress.end();
  }
}
