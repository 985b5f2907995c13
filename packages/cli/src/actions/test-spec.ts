/** Writes a script's run specification and shows what is in it. */

import { relative } from 'node:path';
import { writeSpecification } from '@cutover/runtime-testing';
import type { Action } from '../command.ts';
import { facts } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';
import { coreOptions, type TestActionOptions } from '../test-session.ts';

const action: Action<TestActionOptions, [string]> = async (session, options, name) => {
  const written = await writeSpecification(name, await coreOptions(session, options));
  const style = makeStyle(session.terminal.color);
  const names = (values: Record<string, unknown>) => Object.keys(values).join(', ') || style.dim('none');
  return {
    exit: 0,
    document: { schema_version: 1, ...written },
    text: facts(
      [
        ['spec', style.bold(relative(session.cwd, written.path) || written.path)],
        ['input', names(written.input_paths)],
        ['output', names(written.output_paths)],
        ['env', names(written.environ_vars)],
        ['args', names(written.job_args)],
      ],
      style,
    ),
  };
};

export default action;
