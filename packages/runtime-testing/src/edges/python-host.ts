/** Runs Python scripts in the warm host of `hosts/python_host.py`. */

import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { testError } from '../domain/errors.ts';
import { nothingRead, type Host, type RunFacts, type RunRequest, type SourceFacts } from '../domain/run.ts';
import { openLineChannel, type LineChannel } from './line-channel.ts';
import { endGroup } from './script-process.ts';

// The same one folder up from src/edges, dist/edges and a bundle's chunks.
const program = fileURLToPath(new URL('../hosts/python_host.py', import.meta.url));

/** Time beyond a script's own timeout after which the worker itself is taken for hung, ms. */
const graceMs = 5000;
const inspectLimitMs = 60_000;
const sourcesAtOnce = 50;

export interface PythonHostOptions {
  /** The interpreter: a path, or a name on the PATH. */
  interpreter: string;
  /** How many scripts may run at once. */
  workers: number;
  /** Modules imported once, before scripts are forked. */
  preload: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

interface Slot {
  channel: LineChannel;
  greeted: boolean;
  /** A request was sent and the worker has not answered it yet. */
  busy: boolean;
  /** Settles the request that this worker serves. */
  answer: ((message: Record<string, unknown>) => void) | undefined;
}

interface WantedSource {
  path: string;
  resolve: (facts: SourceFacts) => void;
  reject: (error: unknown) => void;
}

/** Starts the host. Requests wait for a free worker. Throws INTERPRETER_MISSING and HOST_BROKEN from its first request. */
export function startPythonHost(options: PythonHostOptions): Host {
  const waiting: ((slot: Slot) => void)[] = [];
  let slots: Slot[] = [];
  let idle: Slot[] = [];
  let child: ChildProcess;
  let version = '';
  let failure: Error | undefined;
  const toRead: WantedSource[] = [];
  let closing = false;
  /** The host is being ended, and its workers must not be asked any more. */
  let dying = false;
  let stderr = '';

  const start = (): void => {
    const sockets = Array.from({ length: options.workers }, () => 'pipe' as const);
    child = spawn(options.interpreter, [program, String(options.workers), ...options.preload], {
      env: options.env,
      stdio: ['ignore', 'ignore', 'pipe', ...sockets],
      detached: true,
    });
    const started = child;
    stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    slots = sockets.map((_, i) => {
      const slot = { greeted: false, busy: false, answer: undefined } as Slot;
      slot.channel = openLineChannel(started.stdio[3 + i] as Duplex, (message) => {
        if ('hello' in message) {
          version = String(message['version']);
          // A second greeting comes from the replacement of a worker that its script killed.
          if (slot.greeted) settle(slot, { ended: 'host_killed' });
          slot.greeted = true;
        } else {
          slot.busy = false;
          settle(slot, message);
        }
      });
      return slot;
    });
    idle = [...slots];
    dying = false;
    child.on('error', (cause) => {
      failure = testError('INTERPRETER_MISSING', {
        message: `can't start the Python interpreter ${options.interpreter}: ${cause.message}`,
        hint: 'install Python 3.8 or later, activate a virtual environment, or set "python" in the configuration',
        cause,
      });
      giveUp(slots);
    });
    child.on('exit', () => {
      // Workers outlive a host that a script killed: they end with its group, and their scripts with them.
      endGroup(started.pid!);
      if (child !== started || closing) return;
      const lost = slots;
      if (slots.some((slot) => slot.greeted)) start();
      else {
        failure = testError('HOST_BROKEN', {
          message: `the Python host ended before it served: ${stderr.trim().split('\n').at(-1) ?? 'no output'}`,
          hint: `check that "${options.interpreter} --version" works and is 3.8 or later`,
        });
      }
      giveUp(lost);
    });
  };

  /** Answers those who wait for workers that are gone; the others get the new ones, or the failure. */
  const giveUp = (lost: readonly Slot[]): void => {
    for (const slot of lost) settle(slot, { ended: 'host_killed' });
    if (failure) for (const wait of waiting.splice(0)) wait(lost[0]!);
    else handOut();
  };
  const settle = (slot: Slot, message: Record<string, unknown>): void => {
    const { answer } = slot;
    slot.answer = undefined;
    answer?.(message);
  };
  const handOut = (): void => {
    while (idle.length > 0 && waiting.length > 0) waiting.shift()!(idle.shift()!);
  };

  const ask = async (message: object, limitMs: number, signal?: AbortSignal): Promise<Record<string, unknown>> => {
    const slot = await new Promise<Slot>((resolve) => {
      waiting.push(resolve);
      handOut();
    });
    if (failure) throw failure;
    const timer = setTimeout(() => {
      dying = true;
      settle(slot, { ended: 'timed_out' });
      endGroup(child.pid!);
    }, limitMs);
    // Its worker ends the script when the host is closed, which is what follows.
    const cancel = (): void => settle(slot, { ended: 'cancelled' });
    signal?.addEventListener('abort', cancel, { once: true });
    const answer = await new Promise<Record<string, unknown>>((resolve) => {
      slot.answer = resolve;
      slot.busy = true;
      slot.channel.send(message);
      if (signal?.aborted) cancel();
    });
    signal?.removeEventListener('abort', cancel);
    clearTimeout(timer);
    if (slots.includes(slot) && !dying && !slot.busy) idle.push(slot);
    handOut();
    if (failure) throw failure;
    return answer;
  };

  const inspect = async (paths: readonly string[]): Promise<SourceFacts[] | undefined> => {
    const { inspected } = await ask({ op: 'inspect', paths }, inspectLimitMs);
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

  start();
  return {
    inspect: (path) =>
      new Promise((resolve, reject) => {
        if (toRead.length === 0) setImmediate(readTogether);
        toRead.push({ path, resolve, reject });
      }),
    run: async (request, signal) => {
      const shared = request.isolation === 'shared';
      const startedAt = performance.now();
      const answer = await ask(wireForm(request), request.timeoutMs + (shared ? 0 : graceMs), signal);
      return { ...lost(performance.now() - startedAt), ...answer };
    },
    interpreter: () => `${options.interpreter}${version === '' ? '' : ` (Python ${version})`}`,
    close: async () => {
      closing = true;
      const busy = slots.some((slot) => slot.busy);
      for (const slot of slots) slot.channel.close();
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      if (!busy) {
        endGroup(child.pid);
        child.unref();
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => endGroup(child.pid!), graceMs);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

function wireForm(request: RunRequest): object {
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
    temporary: tmpdir(),
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
