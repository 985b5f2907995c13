/** A disk of which one call fails: with an error of the system, or because the process is killed and does nothing more. */

import type { FileSystem } from '../../src/edges/file-system.ts';

export type Fault = 'kill' | 'ENOSPC' | 'EACCES' | 'EIO';

export interface FaultyDisk {
  files: FileSystem;
  /** How many calls were made. */
  calls: () => number;
  /** The name of the call that failed. */
  failed: () => string | undefined;
}

/** Thrown by every call after the kill: nothing of the dead process touches the disk any more. */
export class Killed extends Error {}

/** Call number `at` (from 1) fails, counting calls of that name or all; a `fault` of undefined only counts. */
export function makeFaulty(disk: FileSystem, at: number, fault: Fault | undefined, counted?: keyof FileSystem): FaultyDisk {
  let calls = 0;
  let failed: string | undefined;
  const wrap = (name: string, call: (...args: never[]) => unknown) => (...args: never[]) => {
    if (failed !== undefined && fault === 'kill') throw new Killed(`${name} after the kill`);
    if (counted === undefined || counted === name) calls++;
    if (calls === at && fault !== undefined && failed === undefined) {
      failed = name;
      if (fault === 'kill') throw new Killed(name);
      throw Object.assign(new Error(`${fault}: ${name}`), { code: fault, syscall: name, path: String(args[0]) });
    }
    return call(...args);
  };
  const files = Object.fromEntries(Object.entries(disk).map(([name, call]) => [name, wrap(name, call as never)])) as unknown as FileSystem;
  return { files, calls: () => calls, failed: () => failed };
}
