/** Watches over one script's process until it ends or has to be ended, and leaves nothing of it running. */

import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { Ending, RunFacts, RunRequest } from '../domain/run.ts';
import { endProcess, watchTree } from './process-tree.ts';

const tailBytes = 64 * 1024;
const memoryPollMs = 50;
/** How long what was already written may take to arrive after the end. */
const lateOutputMs = 100;

/** What is seen from outside; what the script's own process reports is left empty. */
export type OuterFacts = Omit<RunFacts, 'phase' | 'report'>;

/**
 * Resolves when the process has ended, by itself, at a limit, or because `cancel` was aborted. It must lead its group.
 * `served` resolves where a process goes on after a script: then it is left running.
 */
export async function superviseScript(
  child: ChildProcess,
  { timeoutMs, memoryMb }: Pick<RunRequest, 'timeoutMs' | 'memoryMb'>,
  cancel: AbortSignal | undefined,
  served?: Promise<void>,
): Promise<OuterFacts> {
  const startedAt = performance.now();
  const pid = child.pid!;
  const tree = watchTree(pid, { justBegun: false });
  const stdout = keepTail(child.stdout!);
  const stderr = keepTail(child.stderr!);
  let cut: Ending | undefined;
  const cutShort = (ending: Ending): void => {
    cut ??= ending;
    endGroup(pid);
  };
  const timer = setTimeout(() => cutShort('timed_out'), timeoutMs);
  const poll = setInterval(() => {
    if (residentMb(pid) > memoryMb) cutShort('over_memory');
  }, memoryPollMs);
  const onCancel = (): void => cutShort('cancelled');
  cancel?.addEventListener('abort', onCancel, { once: true });
  let onExit: (code: number | null, signal: NodeJS.Signals | null) => void = () => undefined;
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    onExit = (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal });
    child.once('exit', onExit);
  });
  const { code, signal } = await (served ? Promise.race([exited, served.then(() => ({ code: 0, signal: null }))]) : exited);
  child.off('exit', onExit);
  const goesOn = child.exitCode === null && child.signalCode === null;
  const durationMs = performance.now() - startedAt;
  cancel?.removeEventListener('abort', onCancel);
  clearTimeout(timer);
  clearInterval(poll);
  const { peakBytes } = tree.stop();
  const survivors = goesOn ? [] : tree.survivors();
  if (!goesOn) endGroup(pid);
  for (const survivor of survivors) endProcess(survivor);
  if (goesOn) await setImmediate();
  else await Promise.race([Promise.all([stdout.closed, stderr.closed]), pause(lateOutputMs)]);
  stdout.stop();
  stderr.stop();
  const outOfHeap = signal === 'SIGABRT' && stderr.text().includes('heap out of memory');
  return {
    ended: cut ?? (outOfHeap ? 'over_memory' : signal === null ? 'exited' : 'signaled'),
    exit_code: code,
    signal,
    duration_ms: durationMs,
    peak_memory_mb: peakBytes === undefined ? null : peakBytes / 1024 / 1024,
    survivors: survivors.length,
    stdout_tail: stdout.text(),
    stderr_tail: stderr.text(),
    stdout_bytes: stdout.totalBytes(),
    stderr_bytes: stderr.totalBytes(),
  };
}

/** Ends a process group at once. */
export function endGroup(leader: number): void {
  endProcess(-leader);
}

function residentMb(pid: number): number {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    return (Number(pages) * 4096) / 1024 / 1024;
  } catch {
    return 0;
  }
}

function keepTail(stream: Readable) {
  let kept = Buffer.alloc(0);
  let total = 0;
  const keep = (chunk: Buffer): void => {
    total += chunk.length;
    kept = Buffer.concat([kept, chunk]).subarray(-tailBytes);
  };
  stream.on('data', keep);
  let onClose: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    onClose = resolve;
    stream.once('close', onClose);
  });
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  return { closed, stop: () => void stream.off('data', keep).off('close', onClose), text: () => kept.toString('utf8'), totalBytes: () => total };
}
