/** From the facts of a run to its verdict: a pass is what nothing speaks against. */

import type { FailureCode } from './failure.ts';
import type { Frame, RunFacts, RunRequest, ScriptError, SourceFacts } from './run.ts';

/** Why a script fails its test. */
export interface Failure {
  code: FailureCode;
  message: string;
  /** The place in the script, innermost of its own files. */
  frame?: Frame | undefined;
}

/** The state of a declared output after the run. */
export interface OutputState {
  name: string;
  path: string;
  state: 'written' | 'missing' | 'empty';
}

/** What the source alone rules out, so that nothing needs to run. `entry` as for the option `--entry`. */
export function judgeSource(facts: SourceFacts, entry: 'main' | 'auto'): Failure | undefined {
  if (facts.error) {
    const { message, line, unreadable } = facts.error;
    return { code: unreadable ? 'SOURCE_UNREADABLE' : 'SYNTAX_ERROR', message, frame: { file: facts.path, line, function: null } };
  }
  if (facts.main !== null) return undefined;
  if (!facts.guard) return { code: 'MAIN_MISSING', message: 'there is no main in it' };
  if (entry === 'auto') return undefined;
  return { code: 'MAIN_IS_PROGRAM', message: 'there is no main in it, only a part that runs when it is the program' };
}

/** What the run itself shows; undefined when it did all that a pass needs. */
export function judgeRun(facts: RunFacts, request: Pick<RunRequest, 'timeoutMs' | 'memoryMb' | 'path' | 'asMain'>): Failure | undefined {
  const during = request.asMain ? 'while it ran' : facts.phase === 'call' ? 'while main ran' : facts.phase === 'done' ? 'after main returned' : 'while it was loaded';
  switch (facts.ended) {
    case 'timed_out':
      return { code: 'TIMEOUT', message: `did not end within ${request.timeoutMs / 1000} s: it was ended ${during}` };
    case 'over_memory':
      return { code: 'MEMORY_LIMIT', message: `needed more than ${request.memoryMb} MB: it was ended ${during}` };
    case 'host_killed':
      return { code: 'HOST_KILLED', message: `ended the process that runs it ${during}` };
    case 'cancelled':
      return { code: 'CANCELLED', message: 'interrupted before it ended' };
    case 'could_not_start':
      return { code: 'NOT_STARTED', message: facts.stderr_tail };
    case 'signaled':
      return { code: facts.signal === 'SIGPIPE' ? 'OUTPUT_CLOSED' : 'SIGNAL', message: `ended by ${facts.signal} ${during}` };
    case 'exited':
      return judgeExit(facts, request, during);
  }
}

function judgeExit(
  facts: RunFacts,
  request: Pick<RunRequest, 'path' | 'asMain'>,
  during: string,
): Failure | undefined {
  const { report, exit_code: code } = facts;
  if (report === null) {
    if (code === 0) return { code: 'NO_RESULT', message: `exited with code 0 ${during}, without a result` };
    return { code: 'EXIT_CODE', message: `exited with code ${code} ${during}` };
  }
  if (report.error) return judgeError(report.error, report.phase_reached, request);
  const returned = report.returned?.code;
  if (returned !== null && returned !== undefined && returned !== 0) {
    return { code: 'RETURNED_CODE', message: `main returned ${returned}` };
  }
  if (code !== 0) return { code: 'EXIT_CODE', message: `exited with code ${code} after main returned` };
  const denied = report.attempts.find((attempt) => attempt.denied);
  if (denied) return { code: 'DENIED', message: `tried ${denied.kind}: ${denied.what}` };
  return undefined;
}

function judgeError(error: ScriptError, phase: 'load' | 'call' | 'end', request: Pick<RunRequest, 'path' | 'asMain'>): Failure | undefined {
  const frame = placeOf(error.frames, request.path);
  const said = `${error.type}${error.message === '' ? '' : `: ${error.message}`}`;
  const failure = (code: FailureCode, message: string): Failure => ({ code, message, frame });
  if (error.refused) return failure(error.refused, error.message);
  if (error.exit_code !== undefined) {
    const where = request.asMain ? 'while it ran' : phase === 'load' ? 'while it was loaded' : 'in main';
    // sys.exit("why") is code 1, with its reason.
    const why = ['', String(error.exit_code)].includes(error.message) ? '' : `: ${error.message}`;
    if (error.exit_code !== 0) return failure('EXIT_CODE', `exited with code ${error.exit_code} ${where}${why}`);
    return request.asMain ? undefined : failure('EXIT_EARLY', `exited with code 0 ${where}, before main returned`);
  }
  if (error.kinds.includes('Denied')) {
    return failure(error.message.startsWith('the workspace') ? 'WORKSPACE_HARMED' : 'DENIED', error.message);
  }
  if (error.kinds.includes('MemoryError')) return failure('MEMORY_LIMIT', `ran out of the memory allowed (${said})`);
  if (isClosedOutput(error)) return failure('OUTPUT_CLOSED', said);
  if (error.kinds.includes('NeverSettled')) return failure('NEVER_SETTLED', error.message);
  if (error.kinds.includes('UnhandledRejection')) return failure('UNHANDLED_REJECTION', error.message);
  // A program has no main to be loaded for: what it does is its run.
  if (phase !== 'load' || (request.asMain && error.module === undefined)) return failure('RAISED', said);
  if (error.kinds.includes('SyntaxError')) return failure('SYNTAX_ERROR', error.message);
  return failure(error.module === undefined ? 'IMPORT_FAILED' : 'IMPORT_MISSING', said);
}

/** Python's words for writing to a stream that is gone. */
function isClosedOutput({ kinds, message }: ScriptError): boolean {
  if (kinds.includes('BrokenPipeError')) return true;
  return (kinds.includes('OSError') && message.startsWith('[Errno 9]')) || message.startsWith('I/O operation on closed file');
}

/** The innermost frame in the script's own file, else the innermost of all. */
function placeOf(frames: readonly Frame[], path: string): Frame | undefined {
  return frames.findLast((frame) => frame.file === path) ?? frames.at(-1);
}

/** What is wrong with the declared outputs. */
export function judgeOutputs(outputs: readonly OutputState[]): Failure | undefined {
  for (const [state, code, words] of [
    ['missing', 'OUTPUT_MISSING', 'not written'],
    ['empty', 'OUTPUT_EMPTY', 'empty'],
  ] as const) {
    const bad = outputs.filter((output) => output.state === state);
    if (bad.length > 0) return { code, message: `${words}: ${bad.map((output) => `${output.name} (${output.path})`).join(', ')}` };
  }
  return undefined;
}
