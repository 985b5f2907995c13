/** Runs the side-by-side comparison and tells its result. */

import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import { relative } from 'node:path';
import { runParity } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { loadConfig, type LoadedConfig } from '../config-file.ts';
import { parityText } from '../terminal/parity.ts';
import { tellProgress } from '../terminal/progress.ts';
import { makeStyle } from '../terminal/style.ts';
import { configFromLine, type LineOptions } from './parity-line.ts';

interface Options extends LineOptions {
  case: string[];
  jobs?: number;
  noise: 'auto' | 'full' | 'off';
  strict?: boolean;
}

const parity: Action<Options, []> = async (session, options) => {
  const { config, root, file, label } = await configFor(session, options);
  const progress = tellProgress(session, 'cases');
  const { report, folder } = await runParity({
    config,
    root,
    label,
    env: session.env,
    self: file === undefined ? session.self : [...session.self, '--config', file],
    tempDir: tmpdir(),
    by: `${userInfo().username}@${hostname()}`,
    only: options.case,
    jobs: options.jobs ?? availableParallelism(),
    noise: options.noise,
    strict: options.strict ?? false,
    now: session.now,
    random: session.random,
    signal: session.signal,
    onEvent: (event) => {
      if (event.kind === 'case') progress.at(event.done, event.cases, `${event.verdict} ${event.id}`);
    },
  }).finally(() => progress.end());
  return {
    exit: report.passed ? 0 : 1,
    document: report,
    text: parityText(report, `${relative(session.cwd, folder)}/report.json`, makeStyle(session.terminal.color)),
  };
};

export default parity;

async function configFor(session: Parameters<typeof parity>[0], options: Options): Promise<Omit<LoadedConfig, 'file'> & { file?: string; label: string }> {
  if (options.legacy !== undefined || options.candidate !== undefined) return configFromLine(session, options);
  const loaded = await loadConfig(session.cwd, session.globals.config);
  return { ...loaded, label: relative(session.cwd, loaded.file) };
}
