/** Writes a first configuration. */

import { existsSync } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { propose } from '@cutover/migrate';
import { reasonOf } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { configNames } from '../config-finder.ts';
import { cliError } from '../errors.ts';
import type { Session } from '../session.ts';

interface Options {
  from?: string[];
  name?: string;
  print?: boolean;
  json?: boolean;
}

const action: Action<Options, []> = async (session, options) => {
  const { print = false } = options;
  const there = configNames.find((each) => existsSync(join(session.cwd, each)));
  if (there !== undefined && !print) throw cliError('CONFIG_EXISTS', { message: `there is a ${there} already`, where: there, hint: 'edit it, or move it away; --print shows what would be written' });
  const { name, from } = await ask(session, options);
  const { env, signal } = session;
  const { text, modules } = await propose({ root: await realpath(session.cwd), name, from, env, signal });
  const file = print ? null : 'cutover.config.yaml';
  if (file !== null) await write(join(session.cwd, file), text);
  const next = modules.length === 0 ? 'name the modules in it, then: cutover migrate plan' : 'look at it, then: cutover migrate plan';
  return { exit: 0, document: { schema_version: 1, file, name, modules, config: text }, text: print ? text.trimEnd() : `wrote ${file}: ${next}` };
};

export default action;

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
    throw cliError('CONFIG_UNWRITABLE', { message: `can't write cutover.config.yaml: ${reasonOf(cause)}`, where: path, hint: 'choose another folder with --cwd', cause });
  });
}

/** What the options leave open is asked on a terminal; elsewhere the defaults stand. */
async function ask(session: Session, { name, from, json = false }: Options): Promise<{ name: string; from: string[] }> {
  const folder = basename(session.cwd) || 'migration';
  const asks = !json && session.terminal.interactive && process.stdin.isTTY && name === undefined && from === undefined;
  if (!asks) return { name: name ?? folder, from: from ?? [] };
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const given = await terminal.question(`Name of the migration [${folder}]: `, { signal: session.signal });
    const paths = await terminal.question('Files and folders to be replaced, separated by spaces [none yet]: ', { signal: session.signal });
    return { name: given.trim() || folder, from: paths.split(/\s+/).filter((path) => path !== '') };
  } finally {
    terminal.close();
  }
}
