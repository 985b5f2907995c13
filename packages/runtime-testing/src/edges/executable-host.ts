/** Runs programs that are neither Python nor JavaScript: exit code 0 is the pass. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nothingRead, type Ending, type Host, type RunFacts, type RunRequest, type ScriptReport } from '../domain/run.ts';
import { runCommand, type CommandEnd } from './command.ts';
import { endProcessesWith } from './process-tree.ts';

const tailBytes = 64 * 1024;

/**
 * A host for executables. They get their paths as JSON in CUTOVER_INPUT_PATHS, CUTOVER_OUTPUT_PATHS and CUTOVER_JOB_ARGS,
 * and one by one as CUTOVER_INPUT_<NAME>, CUTOVER_OUTPUT_<NAME>, CUTOVER_ARG_<NAME>; `environ_vars` as they are.
 */
export function executableHost(): Host {
  return {
    inspect: async (path) => ({ ...nothingRead(path), main: 'name' }),
    run,
    interpreter: () => 'executable',
    close: async () => undefined,
  };
}

async function run(request: RunRequest, signal?: AbortSignal): Promise<RunFacts> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-run-'));
  const tooMuch = new AbortController();
  const result = await runCommand({
    command: [request.path],
    cwd: folder,
    env: { ...request.env, ...pathVariables(request), TMPDIR: folder },
    timeoutMs: request.timeoutMs,
    signal: signal === undefined ? tooMuch.signal : AbortSignal.any([signal, tooMuch.signal]),
    onMemory: (bytes) => {
      if (bytes > request.memoryMb * 1024 * 1024) tooMuch.abort();
    },
  });
  const survivors = endProcessesWith('TMPDIR', folder);
  await rm(folder, { recursive: true, force: true });
  const overMemory = result.end.state === 'cancelled' && signal?.aborted !== true;
  const ended = overMemory ? { ended: 'over_memory' as const, exit_code: null, signal: null } : endingOf(result.end);
  return {
    ...ended,
    duration_ms: result.durationMs,
    peak_memory_mb: result.peakMemoryBytes === undefined ? null : result.peakMemoryBytes / 1024 / 1024,
    survivors,
    stdout_tail: result.stdout.bytes.subarray(-tailBytes).toString('utf8'),
    stderr_tail: result.end.state === 'could-not-start' ? result.end.reason : result.stderr.bytes.subarray(-tailBytes).toString('utf8'),
    stdout_bytes: result.stdout.totalBytes,
    stderr_bytes: result.stderr.totalBytes,
    phase: 'call',
    report: ended.exit_code === null ? null : reportOf(ended.exit_code, result.durationMs),
  };
}

/** A program's exit code is all that it reports. */
function reportOf(code: number, durationMs: number): ScriptReport {
  const error = code === 0 ? null : { type: 'Exit', message: String(code), frames: [], kinds: ['Exit'], exit_code: code };
  return { phase_reached: 'end', error, returned: null, params: null, execution_time_ms: durationMs, attempts: [] };
}

function endingOf(end: CommandEnd): { ended: Ending; exit_code: number | null; signal: string | null } {
  switch (end.state) {
    case 'exited':
      return { ended: 'exited', exit_code: end.exitCode, signal: null };
    case 'signalled':
      return { ended: 'signaled', exit_code: null, signal: end.signal };
    case 'timed-out':
      return { ended: 'timed_out', exit_code: null, signal: null };
    case 'cancelled':
      return { ended: 'cancelled', exit_code: null, signal: null };
    case 'could-not-start':
      return { ended: 'could_not_start', exit_code: null, signal: null };
  }
}

function pathVariables(request: RunRequest): Record<string, string> {
  const variables: Record<string, string> = {
    CUTOVER_INPUT_PATHS: JSON.stringify(request.inputPaths),
    CUTOVER_OUTPUT_PATHS: JSON.stringify(request.outputPaths),
    CUTOVER_JOB_ARGS: JSON.stringify(request.jobArgs),
  };
  for (const [kind, values] of [['INPUT', request.inputPaths], ['OUTPUT', request.outputPaths], ['ARG', request.jobArgs]] as const) {
    for (const [name, value] of Object.entries(values)) {
      variables[`CUTOVER_${kind}_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`] = typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
  return variables;
}
