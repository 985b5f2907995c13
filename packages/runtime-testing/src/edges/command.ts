/** Runs one command to its end, whatever it does: hangs, forks, floods its output, or is not there at all. */

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { collectOutput, type Output } from './output.ts';
import { watchTree, type MemorySource } from './process-tree.ts';

export interface CommandRequest {
  /** The program and its arguments; with `shell`, one line for /bin/sh in a list of one. */
  command: readonly [string, ...string[]];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: Readonly<Record<string, string | undefined>>;
  shell?: boolean;
  /** What it reads on stdin: bytes, or a file. Without it stdin is empty. */
  input?: string | Uint8Array | { file: string } | undefined;
  /** After this long the whole process group is ended. Without it there is no limit. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told the peak memory of each process of the tree so far, again and again while it runs. */
  onMemory?: ((bytes: number) => void) | undefined;
  /** Bytes of stdout and of stderr that are kept; the rest is read, counted and digested. */
  outputLimitBytes?: number;
}

/** How a command ended. */
export type CommandEnd =
  | { state: 'exited'; exitCode: number }
  | { state: 'signalled'; signal: string }
  | { state: 'timed-out'; timeoutMs: number }
  | { state: 'cancelled' }
  | { state: 'could-not-start'; code: string; reason: string };

export interface CommandResult {
  end: CommandEnd;
  stdout: Output;
  stderr: Output;
  /** From the start to the exit of the command itself. */
  durationMs: number;
  /** Peak memory of the whole process tree, where it could be measured. */
  peakMemoryBytes: number | undefined;
  memorySource: MemorySource;
}

const defaultOutputLimitBytes = 64 * 1024 * 1024;
/** What a group gets between the request to end and the order. */
const graceMs = 500;
/** How long children that outlive the command may go on writing to its output. */
const lateOutputMs = 200;

/**
 * Runs a command in a process group of its own, which is ended with it: nothing that it started is left behind.
 * Never rejects for anything the command does; that is told in `end`.
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const { signal, timeoutMs, onMemory, outputLimitBytes = defaultOutputLimitBytes } = request;
  const nothing: Output = { bytes: Buffer.alloc(0), totalBytes: 0 };
  if (signal?.aborted) {
    return { end: { state: 'cancelled' }, stdout: nothing, stderr: nothing, durationMs: 0, peakMemoryBytes: undefined, memorySource: 'none' };
  }
  const startedAt = performance.now();
  const child = await start(request);
  if ('state' in child) {
    return { end: child, stdout: nothing, stderr: nothing, durationMs: 0, peakMemoryBytes: undefined, memorySource: 'none' };
  }
  const { pid } = child;
  liveGroups.add(pid);
  const tree = watchTree(pid, { justBegun: true, onSeen: onMemory });
  const stdout = collectOutput(child.stdout, outputLimitBytes);
  const stderr = collectOutput(child.stderr, outputLimitBytes);
  const exited = new Promise<{ exitCode: number | null; signal: string | null; durationMs: number }>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, durationMs: performance.now() - startedAt }));
  });
  const cut = await cutShort(pid, exited, timeoutMs, signal);
  const exit = await exited;
  const memory = tree.stop();
  const closed = Promise.all([stdout.closed, stderr.closed]);
  await within(lateOutputMs, closed);
  signalGroup(pid, 'SIGKILL');
  for (const survivor of tree.survivors()) kill(survivor, 'SIGKILL');
  liveGroups.delete(pid);
  await within(lateOutputMs, closed);
  child.stdout.destroy();
  child.stderr.destroy();
  return {
    end: cut ?? (exit.exitCode === null ? { state: 'signalled', signal: exit.signal ?? 'SIGKILL' } : { state: 'exited', exitCode: exit.exitCode }),
    stdout: stdout.taken(),
    stderr: stderr.taken(),
    durationMs: exit.durationMs,
    peakMemoryBytes: memory.peakBytes,
    memorySource: memory.source,
  };
}

type Started = ChildProcess & { pid: number; stdout: Readable; stderr: Readable };

/** Starts it, or tells why it could not be started. */
async function start({ command: [program, ...args], cwd, env, shell = false, input }: CommandRequest): Promise<Started | CommandEnd> {
  let file: number | undefined;
  try {
    if (typeof input === 'object' && 'file' in input) file = openSync(input.file, 'r');
    const stdin = file ?? (input === undefined ? 'ignore' : 'pipe');
    const child = spawn(program, args, { cwd, env, shell, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
    // One that could not be started says so later, and one that is signalled in vain even after it has ended.
    const failure = new Promise<NodeJS.ErrnoException>((resolve) => child.on('error', resolve));
    if (child.pid === undefined) return notStarted(await failure);
    // A program need not read what it is given.
    child.stdin?.on('error', () => undefined).end(input);
    return child as Started;
  } catch (error) {
    return notStarted(error as NodeJS.ErrnoException);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Ends the group at the timeout or at the signal; resolves with the reason, or undefined when the command ended by itself. */
async function cutShort(
  pid: number,
  exited: Promise<unknown>,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<CommandEnd | undefined> {
  const timer: { id?: NodeJS.Timeout } = {};
  let onAbort: (() => void) | undefined;
  const reason = await Promise.race([
    exited.then(() => undefined),
    new Promise<CommandEnd>((resolve) => {
      if (timeoutMs !== undefined) timer.id = setTimeout(() => resolve({ state: 'timed-out', timeoutMs }), timeoutMs);
      onAbort = () => resolve({ state: 'cancelled' });
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
    }),
  ]);
  clearTimeout(timer.id);
  if (onAbort) signal?.removeEventListener('abort', onAbort);
  if (reason === undefined) return undefined;
  signalGroup(pid, 'SIGTERM');
  if (!(await within(graceMs, exited))) signalGroup(pid, 'SIGKILL');
  return reason;
}

/** Whether the promise settled within the time. */
async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}

function notStarted({ code = '', message, syscall }: NodeJS.ErrnoException): CommandEnd {
  const reasons: Record<string, string> = { ENOENT: 'there is no such program', EACCES: 'the program may not be executed', E2BIG: 'its arguments are too long' };
  return { state: 'could-not-start', code, reason: (syscall === 'open' ? undefined : reasons[code]) ?? message };
}

/** Groups of commands that still run: a program that exits early takes them along. */
const liveGroups = new Set<number>();
process.on('exit', () => {
  for (const group of liveGroups) signalGroup(group, 'SIGKILL');
});

function signalGroup(pid: number, name: NodeJS.Signals): void {
  kill(-pid, name);
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, which is what was wanted.
  }
}
