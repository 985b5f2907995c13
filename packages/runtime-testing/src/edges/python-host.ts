/** Runs Python scripts in the warm host of `hosts/python_host.py`. */

import { mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastReport } from '../domain/last-report.ts';
import { nothingRead, type Host, type RunFacts, type RunRequest, type SourceFacts } from '../domain/run.ts';
import { startWorkers, type PythonHostOptions, type PythonWorkers } from './python-workers.ts';

/** Time beyond a script's own timeout after which the worker itself is taken for hung, ms. */
const graceMs = 5000;
const inspectLimitMs = 60_000;
const sourcesAtOnce = 50;

interface WantedSource {
  path: string;
  resolve: (facts: SourceFacts) => void;
  reject: (error: unknown) => void;
}

/** A host for Python scripts, with workers that may be on their way already. Its requests throw INTERPRETER_MISSING and HOST_BROKEN. */
export function startPythonHost(options: PythonHostOptions, workers: PythonWorkers = startWorkers(options)): Host {
  const toRead: WantedSource[] = [];
  /** Holds the work folders of all its scripts. */
  let temporary: string | undefined;

  const inspect = async (paths: readonly string[]): Promise<SourceFacts[] | undefined> => {
    const { inspected } = await workers.ask({ op: 'inspect', paths }, inspectLimitMs);
    return inspected as SourceFacts[] | undefined;
  };
  /** Asks for all sources wanted by now in a few requests. */
  const readTogether = (): void => {
    const wanted = toRead.splice(0);
    for (let at = 0; at < wanted.length; at += sourcesAtOnce) {
      const some = wanted.slice(at, at + sourcesAtOnce);
      readSome(some).catch((error: unknown) => {
        for (const { reject } of some) reject(error);
      });
    }
  };
  const readSome = async (some: readonly WantedSource[]): Promise<void> => {
    const together = await inspect(some.map(({ path }) => path));
    for (const [index, { path, resolve }] of some.entries()) resolve(together?.[index] ?? (await inspectAlone(path)));
  };
  /** A script may have ended the host meanwhile: only a source that does it again and again is to blame. */
  const inspectAlone = async (path: string): Promise<SourceFacts> => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const alone = await inspect([path]);
      if (alone?.[0]) return alone[0];
    }
    return unreadable(path);
  };

  return {
    inspect: (path) =>
      new Promise((resolve, reject) => {
        if (toRead.length === 0) setImmediate(readTogether);
        toRead.push({ path, resolve, reject });
      }),
    run: async (request, signal) => {
      const shared = request.isolation === 'shared';
      temporary ??= mkdtempSync(join(tmpdir(), 'cutover-run-'));
      const startedAt = performance.now();
      const { reported, token, ...facts } = await workers.ask(wireForm(request, temporary), request.timeoutMs + (shared ? 0 : graceMs), signal);
      const told = typeof reported === 'string' ? lastReport(reported, String(token)) : {};
      return { ...lost(performance.now() - startedAt), ...facts, ...told };
    },
    interpreter: () => `${options.interpreter}${workers.version() === '' ? '' : ` (Python ${workers.version()})`}`,
    close: async () => {
      await workers.close();
      if (temporary !== undefined) removeFolders(temporary);
    },
  };
}

/** Removes the work folders. Most are empty by now: told to remove all they may hold, Node takes as long as a script runs. */
function removeFolders(temporary: string): void {
  try {
    for (const folder of readdirSync(temporary)) rmdirSync(join(temporary, folder));
    rmdirSync(temporary);
  } catch {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function wireForm(request: RunRequest, temporary: string): object {
  return {
    op: 'run',
    path: request.path,
    phase: request.phase,
    isolation: request.isolation,
    timeout_ms: request.timeoutMs,
    memory_mb: request.memoryMb,
    deny: request.deny,
    env: request.env,
    as_main: request.asMain,
    guarded: request.guarded,
    temporary,
    input_paths: request.inputPaths,
    output_paths: request.outputPaths,
    environ_vars: request.environVars,
    job_args: request.jobArgs,
  };
}

/** The facts where no worker lived to report any. */
function lost(durationMs: number): RunFacts {
  return {
    ended: 'host_killed',
    exit_code: null,
    signal: null,
    duration_ms: durationMs,
    peak_memory_mb: null,
    survivors: 0,
    stdout_tail: '',
    stderr_tail: '',
    stdout_bytes: 0,
    stderr_bytes: 0,
    phase: 'start',
    report: null,
  };
}

function unreadable(path: string): SourceFacts {
  return { ...nothingRead(path), error: { message: 'the interpreter crashed while it read this source', line: null, unreadable: true } };
}
