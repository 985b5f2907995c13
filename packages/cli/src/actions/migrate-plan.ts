/** Plans the migration. */

import { realpath } from 'node:fs/promises';
import { plan } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { loadConfig } from '../config-file.ts';
import { planMarkdown } from '../terminal/plan-markdown.ts';
import { planText } from '../terminal/plan.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  since?: string;
  all?: boolean;
  markdown?: boolean;
}

const action: Action<Options, []> = async (session, { since, all = false, markdown = false }) => {
  const { config, root } = await loadConfig(session.cwd, session.globals.config);
  const { env, signal } = session;
  const result = await plan({ root: await realpath(root), config, env, signal, since });
  for (const { file, line, message } of result.warnings) session.say(`warning: ${file}${line === null ? '' : `:${line}`}: ${message}`);
  return {
    exit: 0,
    document: { schema_version: 1, migration: config.name, ...result },
    text: markdown ? planMarkdown(config.name, result) : planText(result, { all, width: session.terminal.width, style: makeStyle(session.terminal.color) }),
  };
};

export default action;
