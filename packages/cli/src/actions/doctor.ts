/** Tells what cutover finds where it runs, and what to do about it. */

import { realpath } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { examine, type Finding } from '@cutover/migrate';
import { CutoverError } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { loadConfig } from '../config-file.ts';
import { findConfig } from '../config-finder.ts';
import type { Session } from '../session.ts';
import { count } from '../terminal/facts.ts';
import { makeStyle, passMark, type Style } from '../terminal/style.ts';
import { version } from '../version.ts';

const doctor: Action<object, []> = async (session) => {
  const { cwd, env, signal, globals, terminal } = session;
  const file = findConfig(cwd, globals.config);
  const { python, problem } = file === undefined ? {} : await readConfig(session);
  const config = { file: file === undefined ? undefined : relative(cwd, file) || file, problem };
  const root = await realpath(file === undefined ? cwd : dirname(file));
  const cutover: Finding = { name: 'cutover', state: 'ok', found: `${version}, ${process.platform} ${process.arch}`, hint: null };
  const findings = [cutover, ...(await examine({ root, python, config, node: process.version, env, signal }))];
  const fails = findings.some(({ state }) => state === 'fail');
  return { exit: fails ? 1 : 0, document: { schema_version: 1, passed: !fails, root, findings }, text: doctorText(findings, makeStyle(terminal.color)) };
};

export default doctor;

async function readConfig({ cwd, globals }: Session): Promise<{ python?: string | undefined; problem?: string }> {
  try {
    return { python: (await loadConfig(cwd, globals.config)).config.python };
  } catch (error) {
    if (!(error instanceof CutoverError)) throw error;
    return { problem: `${error.where === undefined ? '' : `${error.where}: `}${error.message.split('\n')[0]}` };
  }
}

function doctorText(findings: readonly Finding[], style: Style): string {
  const marks = { ok: passMark(true, style), warn: style.warn('WARN'), fail: passMark(false, style) };
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, state, found, hint }) => [`${marks[state]}  ${name.padEnd(width)}  ${found}`, ...(hint === null ? [] : [`${' '.repeat(width + 8)}${style.dim(hint)}`])]);
  const of = (state: Finding['state']): number => findings.filter((each) => each.state === state).length;
  const summary = of('fail') > 0 ? style.bad(count(of('fail'), 'thing') + (of('fail') === 1 ? ' has' : ' have') + ' to be mended') : of('warn') > 0 ? `works, with ${count(of('warn'), 'thing')} to know` : style.good('all is well');
  return [...lines, '', summary].join('\n');
}
