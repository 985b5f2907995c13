/** Writes a first configuration: from what the options say, the project shows, and the user answers. */

import { existsSync } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftRuns, notIgnored, propose, replacedPath, survey, type CaseChoice, type ConfigDraft, type Survey } from '@cutover/migrate';
import { reasonOf } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { configNames } from '../config-finder.ts';
import { cliError } from '../errors.ts';
import { count, facts, label } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';
import { guessAnswers, wishesOf, type InitAnswers, type InitOptions } from './init-answers.ts';
import type { Recording } from './init-record.ts';
import { schemaPlace } from './schema-place.ts';

interface Options extends InitOptions {
  print?: boolean;
  yes?: boolean;
  json?: boolean;
}

const action: Action<Options, [string[]]> = async (session, options, words) => {
  const { print = false, yes = false, json = false } = options;
  const there = configNames.find((each) => existsSync(join(session.cwd, each)));
  if (there !== undefined && !print) throw cliError('CONFIG_EXISTS', { message: `there is a ${there} already`, where: there, hint: 'edit it, or move it away; --print shows what would be written' });
  const root = await realpath(session.cwd);
  const { env, signal, say } = session;
  const [found, tracked] = await Promise.all([survey({ root, python: undefined, node: process.version, env, signal }), notIgnored(root, env)]);
  const wishes = wishesOf(options, words, root, found);
  const asks = !yes && !json && !print && session.terminal.interactive && process.stdin.isTTY;
  const answers = asks ? await (await import('./init-questions.ts')).askAnswers(wishes, root, found) : await guessAnswers(wishes, root, found);
  const draft = draftOf(answers, root, found);
  const request = { root, env, signal, from: answers.from, replacement: replacementOf(answers, found) };
  // The modules are looked for before anything runs: what is wrong with them is told at once.
  const proposed = await propose({ ...request, ...draft });
  const recording = options.record === true && draft.runs !== undefined ? await (await import('./init-record.ts')).recordLegacy(session, root, draft.runs) : undefined;
  const { text, modules } = recording === undefined ? proposed : await propose({ ...request, ...draft, rules: recording.rules });
  const file = print ? null : 'cutover.config.yaml';
  if (file !== null) await write(join(session.cwd, file), text);
  for (const { id, how } of recording?.failed ?? []) say(`warning: the legacy ${how} in case "${id}"; files that it reads belong into its files:`);
  if (answers.cases.kind === 'none' && answers.legacy !== undefined && found.programs.some(({ file, takes }) => file === answers.legacy?.file && takes === 'arguments')) {
    say('warning: the legacy reads its arguments, and none is given or found: name some with --input VALUE, or in the cases');
  }
  const { legacy, candidate, name } = answers;
  const told = { legacy: legacy?.label ?? null, candidate: candidate?.label ?? null, cases: draft.runs?.cases.length ?? 0 };
  const document = { schema_version: 1, file, name, ...told, recorded: recording?.baseline ?? null, modules: modules.map(({ name: module, paths }) => ({ name: module, paths })), config: text };
  return { exit: 0, document, text: print ? text.trimEnd() : summary(answers, modules.map((module) => module.name), { ...draft, tracked }, recording, makeStyle(session.terminal.color)) };
};

export default action;

function draftOf({ name, legacy, candidate, cases }: InitAnswers, root: string, { test }: Survey): Omit<ConfigDraft, 'modules'> {
  const runs = legacy === undefined ? undefined : draftRuns({ legacy, candidate }, cases, (path) => existsSync(join(root, path)));
  return { name, schema: schemaPlace(root), runs, rules: [], test };
}

/** A file takes the place of a file; a package or a folder that of one. */
function replacementOf({ legacy, candidate, from: [from = ''] }: InitAnswers, { index }: Survey): string | undefined {
  if (candidate?.file === undefined || index.files.has(from)) return candidate?.file;
  return replacedPath(candidate.file, legacy?.file, index);
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST') throw cliError('CONFIG_EXISTS', { message: 'there is a cutover.config.yaml already', where: path, cause });
    throw cliError('CONFIG_UNWRITABLE', { message: `can't write cutover.config.yaml: ${reasonOf(cause)}`, where: path, hint: 'choose another folder with --cwd', cause });
  });
}

function summary({ legacy, candidate, cases }: InitAnswers, modules: readonly string[], { runs, tracked }: Pick<ConfigDraft, 'runs'> & { tracked: readonly string[] }, recording: Recording | undefined, style: ReturnType<typeof makeStyle>): string {
  const rows = facts(
    [
      ['wrote', 'cutover.config.yaml'],
      ['legacy', legacy?.label ?? 'no command yet'],
      ['candidate', legacy === undefined ? undefined : (candidate?.label ?? 'none yet')],
      ['cases', runs === undefined ? undefined : caseText(cases)],
      ['modules', modules.length === 0 ? 'none yet: name the files that are replaced' : modules.join(', ')],
      ['recorded', recording && `what the legacy does, as the baseline "${recording.baseline}"`],
    ],
    style,
  );
  return `${rows}\n\n${[...ignoring(tracked), ...nextCommands(runs, modules, recording)].map((command, i) => `${label(i === 0 ? 'next' : '', style)}${command}`).join('\n')}`;
}

function caseText(cases: CaseChoice): string {
  if (cases.kind === 'none') return 'one, without input';
  if (cases.kind === 'args') return cases.lists.length === 1 ? cases.lists[0]!.join(' ') : count(cases.lists.length, 'list') + ' of arguments';
  const values = cases.kind === 'stdin' ? cases.files : cases.values;
  return values.length <= 3 ? values.join(', ') : `${values.length}: ${values.slice(0, 2).join(', ')}, …`;
}

/** The command that keeps what Cutover writes out of git. An empty line first, since the last one there may have no end. */
function ignoring(tracked: readonly string[]): string[] {
  return tracked.length === 0 ? [] : [`printf '\\n${tracked.map((line) => `${line}\\n`).join('')}' >> .gitignore`];
}

/** What can be done at once with what is written. */
function nextCommands(runs: ConfigDraft['runs'], modules: readonly string[], recording: Recording | undefined): string[] {
  const compare = runs?.runners.candidate !== undefined ? ['cutover migrate parity'] : runs !== undefined && recording === undefined ? ['cutover migrate parity --record before'] : [];
  const commands = [...(modules.length === 0 ? [] : ['cutover migrate backup']), ...compare];
  return commands.length === 0 ? ['say in it what is replaced, then: cutover migrate plan'] : commands;
}
