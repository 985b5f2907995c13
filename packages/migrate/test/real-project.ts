/** A project on the real disk, for tests that call the verbs as a library. */

import { configSchema, type ConfigInput } from '../src/domain/config.ts';
import { disk } from '../src/edges/file-system.ts';
import type { MigrateEvent, Project } from '../src/project.ts';

/** `root` must be a real path; what is told is collected in `events`. */
export function realProject(root: string, config: ConfigInput, events: MigrateEvent[] = []): Project {
  return {
    root,
    config: configSchema.parse(config),
    files: disk,
    now: () => new Date(),
    random: Math.random,
    by: 'test',
    command: 'cutover test',
    env: process.env,
    self: [],
    signal: new AbortController().signal,
    onEvent: (event) => void events.push(event),
    git: () => Promise.resolve(null),
    versions: {},
  };
}
