/** What a host is asked to run, and the facts it reports: seen, not yet judged. */

export type Language = 'python' | 'javascript' | 'typescript' | 'executable';

/** How scripts are kept apart: a process each from a warm host, a fresh interpreter each, or one process for all. */
export type Isolation = 'process' | 'cold' | 'shared';

/** Timers can't wait longer than some 24 days. */
export const longestTimeoutSeconds = 2_000_000;

export type Denial = 'network' | 'subprocess';

/** One run of one script. Paths are absolute. */
export interface RunRequest {
  path: string;
  /** `load` imports and checks the entry point; `call` calls it too. */
  phase: 'load' | 'call';
  isolation: Isolation;
  timeoutMs: number;
  memoryMb: number;
  deny: readonly Denial[];
  /** The whole environment of the script's process. */
  env: Readonly<Record<string, string>>;
  /** Run the file as a program (`__main__`) instead of calling its main. */
  asMain: boolean;
  /** A folder that must not be removed whole. */
  guarded: string;
  inputPaths: Readonly<Record<string, string>>;
  outputPaths: Readonly<Record<string, string>>;
  environVars: Readonly<Record<string, string>>;
  jobArgs: Readonly<Record<string, unknown>>;
}

/** A place in a script's own code. */
export interface Frame {
  file: string;
  line: number | null;
  function: string | null;
}

/** What was thrown, or how the entry point does not fit. */
export interface ScriptError {
  type: string;
  message: string;
  /** Outermost first, the host's own frames left out. */
  frames: Frame[];
  /** The type and those it derives from. */
  kinds: string[];
  /** Set when the entry point was refused before it was called. */
  refused?: 'MAIN_MISSING' | 'MAIN_NOT_CALLABLE' | 'MAIN_PARAMETERS' | 'MAIN_GENERATOR';
  /** Set when the script asked its process to exit. */
  exit_code?: number;
  /** The module that could not be found. */
  module?: string | null;
}

/** An attempt at the network or at another program. */
export interface Attempt {
  kind: Denial;
  what: string;
  denied: boolean;
}

/** The last report from inside the script's process. */
export interface ScriptReport {
  phase_reached: 'load' | 'call' | 'end';
  error: ScriptError | null;
  returned: { type: string; code: number | null } | null;
  params: string[] | null;
  execution_time_ms: number;
  attempts: Attempt[];
}

/** How the script's process ended. `host_killed`: the script ended the host that it ran in; `could_not_start`: see its stderr. */
export type Ending = 'exited' | 'signaled' | 'timed_out' | 'over_memory' | 'host_killed' | 'cancelled' | 'could_not_start';

/** Everything seen of one run. */
export interface RunFacts {
  ended: Ending;
  exit_code: number | null;
  signal: string | null;
  duration_ms: number;
  peak_memory_mb: number | null;
  /** Processes the script left behind, which were ended. */
  survivors: number;
  stdout_tail: string;
  stderr_tail: string;
  stdout_bytes: number;
  stderr_bytes: number;
  /** How far it got by its own word. */
  phase: 'start' | 'load' | 'call' | 'done';
  /** Null when no report arrived that can be trusted. */
  report: ScriptReport | null;
}

/** A logical name that a script's source reads. */
export interface NameUse {
  name: string;
  /** It is opened as a file, so it is no folder. */
  file?: boolean;
  /** The source has a value of its own for it, where it is not given: `environ_vars.get("x", "1")`, `job_args.x ?? 1`. */
  optional?: boolean;
  /** That value, where it stands there as such. */
  default?: string | number | boolean;
}

/** What a script's source says, read without running it. */
export interface SourceFacts {
  path: string;
  /** Parameter names of a main that is defined here, `name` where main is bound some other way, null where it is not. */
  main: string[] | 'name' | null;
  /** Whether it runs something when it is the program (`if __name__ == "__main__"`). */
  guard: boolean;
  /** Why the source could not be read: the file itself (`unreadable`), or what is written in it. */
  error: { message: string; line: number | null; unreadable?: boolean } | null;
  /** Every name in its imports: packages, modules, and what is taken from them; specifiers in JavaScript. */
  imports: string[];
  input_paths: NameUse[];
  output_paths: NameUse[];
  environ_vars: NameUse[];
  job_args: NameUse[];
}

/** Facts of a source of which nothing is known yet. */
export function nothingRead(path: string): SourceFacts {
  return { path, main: null, guard: false, error: null, imports: [], input_paths: [], output_paths: [], environ_vars: [], job_args: [] };
}

/** Where scripts of one language run. */
export interface Host {
  /** Reads a source without running it. */
  inspect: (path: string) => Promise<SourceFacts>;
  /** Runs a script; when `signal` is aborted it is ended and the facts say `cancelled`. */
  run: (request: RunRequest, signal?: AbortSignal) => Promise<RunFacts>;
  /** What the scripts run in, for the result: a path and a version. */
  interpreter: () => string;
  /** Ends all that is still running. */
  close: () => Promise<void>;
}
