/** `cutover doctor`: looks at the machine and at the project's folder; changes nothing. */

import { createRequire } from 'node:module';
import { findInterpreter, runCommand } from '@cutover/runtime-testing';
import { toBytePath } from './domain/byte-path.ts';
import { diagnose, type Finding, type Observations } from './domain/diagnosis.ts';
import { disk } from './edges/file-system.ts';
import { probeFolder } from './edges/folder-abilities.ts';
import { gitState, notIgnored } from './edges/git.ts';
import { lockHolder } from './edges/lock.ts';
import { placesOf } from './project.ts';
import { interrupted } from './recover.ts';

export interface ExamineRequest {
  /** The project's folder, absolute, links resolved. */
  root: string;
  /** The interpreter that the configuration names, if any. */
  python: string | undefined;
  config: Observations['config'];
  node: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** What is found, in the order in which it is told. */
export async function examine({ root, python, config, node, env, signal }: ExamineRequest): Promise<Finding[]> {
  const firstLine = async (...command: [string, ...string[]]): Promise<{ line: string | undefined; reason: string | undefined }> => {
    const { end, stdout } = await runCommand({ command, cwd: root, env, signal, timeoutMs: 10_000, outputLimitBytes: 4096 });
    if (end.state === 'exited' && end.exitCode === 0) return { line: String(stdout.bytes).split('\n')[0]?.trim(), reason: undefined };
    return { line: undefined, reason: end.state === 'could-not-start' ? end.reason : end.state === 'exited' ? `it ends with ${end.exitCode}` : end.state };
  };
  const interpreter = findInterpreter(env, root, python);
  const [ranGit, ranPython, state, tracked] = await Promise.all([firstLine('git', '--version'), firstLine(interpreter, '-c', 'import platform; print(platform.python_version())'), gitState(root, env, { signal, timeoutMs: 10_000 }), notIgnored(root, env)]);
  return diagnose({
    node,
    git: { version: ranGit.line?.replace(/^git version /, ''), repository: state !== null, dirty: state?.dirty === true, tracked },
    python: { interpreter, version: ranPython.line, reason: ranPython.reason },
    duckdb: hasDuckdb(),
    config,
    folder: probeFolder(root),
    freeBytes: disk.freeBytes(toBytePath(root)),
    lock: lockHolder(disk, placesOf(root).lock),
    interrupted: interrupted({ root, files: disk }),
  });
}

/** Whether the optional library is installed; it is not loaded, which takes longer than all the rest. */
function hasDuckdb(): boolean {
  try {
    createRequire(import.meta.url).resolve('@duckdb/node-api');
    return true;
  } catch {
    return false;
  }
}
