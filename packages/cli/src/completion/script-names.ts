/** The names of the scripts that `cutover test` would find; a module of its own, since it takes the finder along. */

import { dirname, join, resolve } from 'node:path';
import { findAllScripts } from '@cutover/runtime-testing';
import { findConfig } from '../config-finder.ts';
import type { Session } from '../session.ts';

/** `workspace` and `folders` as the command line has them. */
export async function scriptNames({ cwd, globals }: Session, workspace: string, folders: readonly string[]): Promise<string[]> {
  const file = findConfig(cwd, globals.config);
  const configured = file === undefined ? [] : (await (await import('../config-file.ts')).loadConfig(cwd, file)).config.scripts.map((folder) => resolve(dirname(file), folder));
  const places = [workspace, ...folders].map((folder) => resolve(cwd, folder));
  return [...new Set(findAllScripts([...places, ...configured, join(cwd, 'scripts')]).map(({ name }) => name))];
}
