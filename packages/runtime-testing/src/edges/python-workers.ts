/** The process of the Python host with its workers: one request each at a time, replaced when a script kills them. */

import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { testError } from '../domain/errors.ts';
import { openLineChannel, type LineChannel } from './line-channel.ts';
import { endGroup } from './script-process.ts';

// The same one folder up from src/edges, dist/edges and a bundle's chunks.
const program = fileURLToPath(new URL('../hosts/python_host.py', import.meta.url));

/** How long workers that are busy may take to end their scripts when the host is closed, ms. */
const closeLimitMs = 5000;
/** How long the interpreter and what it preloads may take to start, ms; no script's time. */
const startLimitMs = 60_000;

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
  /** Starts the time of the request that this worker serves. */
  begin: (() => void) | undefined;
  /** Settles the request that this worker serves. */
  answer: ((message: Record<string, unknown>) => void) | undefined;
}

export interface PythonWorkers {
  /**
   * The answer of the next free worker. `{ended: "host_killed"}` where it did not live to give one, `timed_out` after
   * `limitMs`, `cancelled` when `signal` is aborted. Throws INTERPRETER_MISSING and HOST_BROKEN.
   */
  ask: (message: object, limitMs: number, signal?: AbortSignal) => Promise<Record<string, unknown>>;
  /** Of the interpreter; empty until a worker has greeted. */
  version: () => string;
  /** Ends all that still runs. */
  close: () => Promise<void>;
}

/** Starts the host. Requests wait for a free worker. */
export function startWorkers(options: PythonHostOptions): PythonWorkers {
  const waiting: ((slot: Slot) => void)[] = [];
  let slots: Slot[] = [];
  let idle: Slot[] = [];
  let child: ChildProcess;
  let version = '';
  let failure: Error | undefined;
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
      const slot = { greeted: false, busy: false, begin: undefined, answer: undefined } as Slot;
      slot.channel = openLineChannel(started.stdio[3 + i] as Duplex, (message) => {
        if ('hello' in message) {
          version = String(message['version']);
          // A second greeting comes from the replacement of a worker that its script killed.
          if (slot.greeted) settle(slot, { ended: 'host_killed' });
          slot.greeted = true;
          slot.begin?.();
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
      if (closing) resolve(slots[0]!);
      else handOut();
    });
    if (failure) throw failure;
    if (closing) return { ended: 'cancelled' };
    const overdue = (): void => {
      dying = true;
      settle(slot, { ended: 'timed_out' });
      endGroup(child.pid!);
    };
    let timer = setTimeout(overdue, slot.greeted ? limitMs : startLimitMs);
    slot.begin = () => {
      clearTimeout(timer);
      timer = setTimeout(overdue, limitMs);
    };
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
    slot.begin = undefined;
    clearTimeout(timer);
    if (slots.includes(slot) && !dying && !slot.busy) idle.push(slot);
    handOut();
    if (failure) throw failure;
    return answer;
  };

  const end = async (): Promise<void> => {
    const busy = slots.some((slot) => slot.busy);
    for (const slot of slots) slot.channel.close();
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    if (!busy) {
      endGroup(child.pid);
      child.unref();
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => endGroup(child.pid!), closeLimitMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  };

  start();
  return {
    ask,
    version: () => version,
    close: async () => {
      if (closing) return;
      closing = true;
      await end();
      // Who still waits for an answer, since something else failed first, would wait as long as its limit.
      for (const slot of slots) settle(slot, { ended: 'cancelled' });
      for (const wait of waiting.splice(0)) wait(slots[0]!);
    },
  };
}
