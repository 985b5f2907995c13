/** What all parity commands need of the session: the configuration, who asks, clock and chance. */

import { relative } from 'node:path';
import { explainDiskError, type Config } from '@cutover/migrate';
import { loadConfig } from './config-file.ts';
import type { Session } from './session.ts';
import { whoami } from './whoami.ts';

export interface ParityConfig {
  config: Config;
  root: string;
  file: string;
  /** The configuration's name in errors. */
  label: string;
}

/** The migration's configuration. Throws CONFIG_MISSING and CONFIG_INVALID. */
export async function parityConfig({ cwd, globals }: Session): Promise<ParityConfig> {
  const { config, root, file } = await loadConfig(cwd, globals.config);
  return { config, root, file, label: relative(cwd, file) };
}

/** What judging a run takes. */
export function judgeRequest({ now, random }: Session, { config, root }: { config: Config; root: string }, { strict = false }: { strict?: boolean }) {
  return { config, root, by: whoami(), strict, now, random };
}

/** For `.catch`: what the system could not do with a file is told in words. */
export function tellDiskError(error: unknown): never {
  throw explainDiskError(error);
}
