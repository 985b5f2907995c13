/** Where the values of arguments and options come from that only the project knows. */

import { readFile, readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { findConfig } from '../config-finder.ts';
import type { Session } from '../session.ts';
import { legacyNames } from '../wiring.ts';
import type { Position } from './position.ts';
import type { CompletionWord } from './propose.ts';

export type Source = (position: Position, session: Session) => Promise<CompletionWord[]>;

/** By command and argument or option, as the program declares them. */
export const sources: Readonly<Record<string, Source>> = {
  'migrate backup <module>': modules,
  'migrate switch <module>': modules,
  'migrate clean <module>': modules,
  'migrate rollback --module': modules,
  'migrate history --module': modules,
  'migrate rollback <point>': backups,
  'migrate backups <id>': backups,
  'migrate backups show <id>': backups,
  'migrate parity --case': cases,
  'migrate parity --against': baselines,
  'migrate parity --record': baselines,
  'migrate parity show <run>': runs,
  'migrate parity show <case>': casesOfRun,
  'migrate parity judge <run>': runs,
  'test script <name>': scripts,
  'test compat <a>': scripts,
  'test compat <b>': scripts,
  'test spec <name>': scripts,
  'schema <name>': schemaNames,
  'legacy <words>': async ({ operands }) => (operands.length > 0 ? [] : legacyNames()),
};

export function sourceOf(path: string, name: string): Source | undefined {
  return sources[`${path} ${name}`];
}

const idLike = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

/** The folder of the configuration, or the one that is worked in. */
function rootOf({ cwd, globals }: Session): string {
  const file = findConfig(cwd, globals.config);
  return file === undefined ? cwd : dirname(file);
}

/** Names of modules, read without the model: half-written configurations are completed, too. */
async function modules(_: Position, session: Session): Promise<CompletionWord[]> {
  const file = findConfig(session.cwd, session.globals.config);
  if (file === undefined) return [];
  const isData = ['.yaml', '.yml', '.json'].includes(extname(file));
  const found = isData ? (await import('yaml')).parse(await readFile(file, 'utf8')) : (await (await import('../config-file.ts')).loadConfig(session.cwd, file)).config;
  return plain(Object.keys((found as { modules?: object }).modules ?? {}));
}

async function backups(_: Position, session: Session): Promise<CompletionWord[]> {
  return newestFirst(await namesIn(join(rootOf(session), 'backups')));
}

async function runs(_: Position, session: Session): Promise<CompletionWord[]> {
  return newestFirst(await namesIn(join(rootOf(session), '.cutover/parity')));
}

async function baselines(_: Position, session: Session): Promise<CompletionWord[]> {
  return plain(await namesIn(join(rootOf(session), '.cutover/baselines')));
}

async function cases(_: Position, session: Session): Promise<CompletionWord[]> {
  return plain(await (await import('./case-ids.ts')).configuredCases(session));
}

async function casesOfRun({ operands }: Position, session: Session): Promise<CompletionWord[]> {
  const found = await (await import('./case-ids.ts')).casesOfRun(rootOf(session), operands[0] ?? 'latest');
  return found.map(({ id, verdict }) => ({ word: id, about: verdict }));
}

async function scripts({ options }: Position, session: Session): Promise<CompletionWord[]> {
  const { scriptNames } = await import('./script-names.ts');
  return plain(await scriptNames(session, options['workspaceDir']?.at(-1) ?? './test_workspace', options['scriptsDir'] ?? []));
}

async function schemaNames(): Promise<CompletionWord[]> {
  const { schemas } = await import('../schemas.ts');
  return Object.entries(schemas).map(([word, { what }]) => ({ word, about: what }));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

function newestFirst(names: readonly string[]): CompletionWord[] {
  const ids = names.filter((name) => idLike.test(name)).reverse();
  return ids.length === 0 ? [] : plain(['latest', ...ids]);
}

function plain(words: readonly string[]): CompletionWord[] {
  return words.map((word) => ({ word, about: '' }));
}
