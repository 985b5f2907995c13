/** The configuration that parity's one-line form stands for, and how it is saved. */

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { configOfLine, configSchema, type Config } from '@cutover/migrate';
import { readText, reasonOf } from '@cutover/runtime-testing';
import { stringify } from 'yaml';
import { cliError } from '../errors.ts';
import type { Session } from '../session.ts';
import { schemaPlace } from './schema-place.ts';

export interface LineOptions {
  legacy?: string;
  candidate?: string;
  input: string[];
  inputFile?: string;
  stdin?: string[];
  save?: boolean;
}

/** Throws USAGE and LINE_INVALID. */
export async function configFromLine(session: Session, options: LineOptions): Promise<{ config: Config; root: string; label: string }> {
  const { legacy, candidate, input, inputFile, stdin = [], save = false } = options;
  if (legacy === undefined || candidate === undefined) {
    throw cliError('USAGE', { message: `--${legacy === undefined ? 'candidate' : 'legacy'} needs --${legacy === undefined ? 'legacy' : 'candidate'} beside it` });
  }
  const root = session.cwd;
  const listed = inputFile === undefined ? [] : readLines(resolve(root, inputFile), inputFile);
  const written = configOfLine({
    legacy,
    candidate,
    inputs: [...input, ...listed],
    stdinFiles: stdin.map((file) => relative(root, resolve(root, file))),
    exists: (path) => existsSync(join(root, path)),
  });
  if (save) await saveConfig(root, written, session);
  return { config: configSchema.parse(written), root, label: 'command line' };
}

function readLines(file: string, label: string): string[] {
  const text = readText(file, label, (details) => cliError('USAGE', details));
  return text.split(/\r?\n/).filter((line) => line !== '');
}

async function saveConfig(root: string, written: object, { say }: Session): Promise<void> {
  const file = join(root, 'cutover.config.yaml');
  const text = `# yaml-language-server: $schema=${schemaPlace(root)}\n# Written by cutover migrate parity --save. Run it again with: cutover migrate parity\n${stringify(written)}`;
  await writeFile(file, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    const message = cause.code === 'EEXIST' ? 'there is a cutover.config.yaml already' : `can't write cutover.config.yaml: ${reasonOf(cause)}`;
    throw cliError('USAGE', { message, where: file, hint: 'leave out --save, or move the file away', cause });
  });
  say('saved cutover.config.yaml');
}
