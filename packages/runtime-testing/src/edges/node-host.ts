/** Runs JavaScript and TypeScript scripts, each in a process of its own that was started ahead of need. */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Host, RunFacts, RunRequest, ScriptReport } from '../domain/run.ts';
import { inspectJavaScript } from './javascript-source.ts';
import { openLineChannel, type LineChannel } from './line-channel.ts';
import { endProcessesWith } from './process-tree.ts';
import { endGroup, superviseScript } from './script-process.ts';

// The same one folder up from src/edges, dist/edges and a bundle's chunks.
const program = fileURLToPath(new URL('../hosts/node-host.mjs', import.meta.url));

const defaultMemoryMb = 4096;

interface NodeProcess {
  child: ChildProcess;
  memoryMb: number;
  /** Takes the reports of the script that runs from now on. */
  listen: (onMessage: (message: Record<string, unknown>) => void) => LineChannel;
}

/** Starts the host, with `spares` processes ahead of need. */
export function startNodeHost(spares: number, env: Readonly<Record<string, string | undefined>>): Host {
  const running = new Set<ChildProcess>();
  const ready: NodeProcess[] = [];

  const start = (memoryMb: number): NodeProcess => {
    const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, program], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    child.on('error', () => undefined);
    running.add(child);
    child.once('exit', () => running.delete(child));
    let onMessage: (message: Record<string, unknown>) => void = () => undefined;
    const channel = openLineChannel(child.stdio[3] as Duplex, (message) => onMessage(message));
    const listen: NodeProcess['listen'] = (next) => {
      onMessage = next;
      return channel;
    };
    return { child, memoryMb, listen };
  };
  /** The one process of isolation `shared`, for as long as it lives. */
  let shared: NodeProcess | undefined;
  const takeShared = (memoryMb: number): NodeProcess => {
    const lives = shared?.child.exitCode === null && shared.child.signalCode === null;
    if (!shared || !lives) shared = take(memoryMb);
    return shared;
  };
  const take = (memoryMb: number): NodeProcess => {
    const index = ready.findIndex((spare) => spare.memoryMb === memoryMb && spare.child.exitCode === null);
    return index === -1 ? start(memoryMb) : ready.splice(index, 1)[0]!;
  };

  while (ready.length < spares) ready.push(start(defaultMemoryMb));
  return {
    inspect: inspectJavaScript,
    run: async (request, signal) => runIn((request.isolation === 'shared' ? takeShared : take)(request.memoryMb), request, signal),
    interpreter: () => `${process.execPath} (Node ${process.versions.node})`,
    close: async () => {
      const ended = [...running].map((child) => new Promise<void>((resolve) => void child.once('exit', () => resolve())));
      for (const child of running) endGroup(child.pid!);
      await Promise.all(ended);
    },
  };
}

async function runIn({ child, listen }: NodeProcess, request: RunRequest, signal: AbortSignal | undefined): Promise<RunFacts> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-run-'));
  const token = randomBytes(8).toString('hex');
  let phase: RunFacts['phase'] = 'start';
  const told: { report: ScriptReport | null } = { report: null };
  let served: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    served = resolve;
  });
  const channel = listen((message) => {
    if (message['token'] !== token) return;
    phase = message['phase'] as RunFacts['phase'];
    if (phase !== 'done') return;
    told.report = message as unknown as ScriptReport;
    if (message['goes_on'] === true) served();
  });
  const supervised = superviseScript(child, request, signal, request.isolation === 'shared' ? done : undefined);
  channel.send(wireForm(request, folder, token));
  const seen = await supervised;
  await rm(folder, { recursive: true, force: true });
  const { report } = told;
  // Of those that left its group only some were seen: they may be gone from its tree between two looks.
  const startedPrograms = report === null || report.attempts.some(({ kind }) => kind === 'subprocess');
  const strays = startedPrograms && request.isolation !== 'shared' ? endProcessesWith('TMPDIR', folder) : 0;
  // One that was just ended may be seen again.
  return { ...seen, survivors: Math.max(seen.survivors, strays), phase, report };
}

function wireForm(request: RunRequest, cwd: string, token: string): object {
  return {
    token,
    cwd,
    path: request.path,
    typescript: /\.[cm]?ts$/.test(request.path),
    phase: request.phase,
    isolation: request.isolation,
    deny: request.deny,
    env: { ...request.env, TMPDIR: cwd },
    as_main: request.asMain,
    input_paths: request.inputPaths,
    output_paths: request.outputPaths,
    environ_vars: request.environVars,
    job_args: request.jobArgs,
  };
}
