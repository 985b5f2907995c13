/** Watches a process and its descendants through /proc: peak memory, and who is left over when it has ended. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** How a peak was measured: `vmhwm-poll` sums the high-water marks of the tree's living processes at every look. */
export type MemorySource = 'vmhwm-poll' | 'none';

export interface TreeWatch {
  /** Stops looking. Bytes of the highest sum seen; undefined where /proc is missing or the process was too short to be seen. */
  stop: () => { peakBytes: number | undefined; source: MemorySource };
  /** Descendants seen that still live, even those that left the process group. Call after `stop`. */
  survivors: () => number[];
}

/** Short programs are looked at often: what grew since the last look is not seen. */
const firstPauseMs = 2;
const shortPauseMs = 8;
const longPauseMs = 25;
const looksBeforeLong = 25;

/** A command that ends before this many looks grew for too long unseen; one that never grew may have had no processor yet. */
const fewestLooks = 4;
const fewestLooksUngrown = 8;

const hasProc = existsSync('/proc/self/stat');

/**
 * Begins to watch the tree below `pid`. The pauses between looks grow, since a high-water mark does not sink. What grew after the
 * last look is not seen: of a process that has only `justBegun` and soon ends that is nearly all, so that no figure is given.
 * `onSeen` is told the high-water mark of each process at each look.
 */
export function watchTree(pid: number, { justBegun, onSeen }: { justBegun: boolean; onSeen?: ((bytes: number) => void) | undefined }): TreeWatch {
  const seen = new Map<number, string>();
  let firstKb = 0;
  let peakKb = 0;
  let pauseMs = firstPauseMs;
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    let sumKb = 0;
    for (const each of treeBelow(pid)) {
      const kb = highWaterKb(each);
      sumKb += kb;
      onSeen?.(kb * 1024);
      if (each !== pid && !seen.has(each)) seen.set(each, startTime(each) ?? '');
    }
    peakKb = Math.max(peakKb, sumKb);
    if (looks === 0) firstKb = sumKb;
    looks += 1;
    timer = setTimeout(look, pauseMs);
    pauseMs = Math.min(pauseMs * 2, looks < looksBeforeLong ? shortPauseMs : longPauseMs);
  };
  if (hasProc) look();
  return {
    stop: () => {
      clearTimeout(timer);
      const tooShort = looks < (!justBegun ? 2 : peakKb > firstKb ? fewestLooks : fewestLooksUngrown);
      return tooShort || peakKb === 0 ? { peakBytes: undefined, source: 'none' } : { peakBytes: peakKb * 1024, source: 'vmhwm-poll' };
    },
    survivors: () => [...seen].filter(([each, started]) => started !== '' && startTime(each) === started).map(([each]) => each),
  };
}

/**
 * Ends the living processes in whose environment `variable` has this value, whoever their parent is by now, and returns how many
 * there were. A look at every process of the system: some milliseconds.
 */
export function endProcessesWith(variable: string, value: string): number {
  const ours = `\0${variable}=${value}\0`;
  const found = hasProc ? readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && `\0${readProc(`${pid}/environ`) ?? ''}`.includes(ours)) : [];
  for (const pid of found) endProcess(Number(pid));
  return found.length;
}

/** Ends a process at once, or with `-pid` its group. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, which is what was wanted.
  }
}

/** `pid` and all its living descendants, those forked by other threads included. */
function treeBelow(pid: number): number[] {
  const found = [pid];
  for (const each of found) {
    for (const thread of threadsOf(each)) {
      const children = readProc(`${each}/task/${thread}/children`);
      if (children) found.push(...children.trim().split(' ').map(Number));
    }
  }
  return found;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function highWaterKb(pid: number): number {
  const found = /VmHWM:\s+(\d+)/.exec(readProc(`${pid}/status`) ?? '');
  return Number(found?.[1] ?? 0);
}

/** The moment a process began, which tells it from a later one with the same number; undefined for a dead one. */
function startTime(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
}
