/** Runs the migration's verify commands, which say whether what is in use works. */

import { runCommand } from '@cutover/runtime-testing';
import type { VerifyResult } from './domain/rollback-report.ts';
import type { Project } from './project.ts';

const outputTailCharacters = 2000;

/** Runs every verify command, in order, in the project's folder; a failure does not keep the others from running. */
export async function verify(project: Project): Promise<VerifyResult[]> {
  const results: VerifyResult[] = [];
  for (const command of project.config.verify) results.push(await runInProject(project, command));
  return results;
}

/** Runs what switches modules, up to the first that fails, and then, if none did, the verify commands. */
export async function switchAndVerify(project: Project, commands: readonly (readonly string[])[]): Promise<VerifyResult[]> {
  const results: VerifyResult[] = [];
  for (const command of commands) {
    const result = await runInProject(project, command);
    results.push(result);
    if (!result.passed) return results;
  }
  return [...results, ...(await verify(project))];
}

/** Runs one command of the configuration in the project's folder. */
async function runInProject(project: Project, command: readonly string[]): Promise<VerifyResult> {
  project.onEvent({ type: 'note', message: `running ${command.join(' ')}` });
  const [program = '', ...args] = command;
  const result = await runCommand({
    command: program === 'cutover' ? ([...project.self, ...args] as [string, ...string[]]) : [program, ...args],
    cwd: project.root,
    env: project.env,
    signal: project.signal,
  });
  const { end } = result;
  const reason = end.state === 'could-not-start' ? end.reason : '';
  return {
    command: [...command],
    exit_code: end.state === 'exited' ? end.exitCode : null,
    duration_ms: Math.round(result.durationMs),
    passed: end.state === 'exited' && end.exitCode === 0,
    output: `${reason}${String(result.stdout.bytes)}${String(result.stderr.bytes)}`.slice(-outputTailCharacters),
  };
}
