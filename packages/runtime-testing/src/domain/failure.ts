/** Every way in which a script fails its test: a stable code, what it means, what to do. */

export interface FailureKind {
  means: string;
  hint: string;
}

export const failures = {
  SOURCE_UNREADABLE: { means: 'the file can\'t be read', hint: 'check that the file exists and may be read' },
  NOT_STARTED: { means: 'the program can\'t be started', hint: 'check its first line (#!), that its lines end as this system ends them, and that it is built for this machine' },
  SYNTAX_ERROR: { means: 'the source is not valid', hint: 'mend the line named' },
  MAIN_MISSING: {
    means: 'the script has no main',
    hint: 'give it a function main(input_paths, output_paths, environ_vars, job_args), which JavaScript exports',
  },
  MAIN_IS_PROGRAM: {
    means: 'the script has no main, but runs as a program',
    hint: 'give it a main with the four agreed parameters, or test it as it is with --entry auto',
  },
  MAIN_NOT_CALLABLE: { means: 'main is not a function', hint: 'make main a function, or give the other thing another name' },
  MAIN_PARAMETERS: {
    means: 'main lacks one of the agreed parameters, or asks for more without a default',
    hint: 'declare main(input_paths, output_paths, environ_vars, job_args); give others a default',
  },
  MAIN_GENERATOR: { means: 'main is a generator, so its body never ran', hint: 'return a value instead of yielding it' },
  IMPORT_MISSING: { means: 'a module that the script imports is not there', hint: 'install it for the interpreter named in the result' },
  IMPORT_FAILED: { means: 'the script raised an error while it was imported', hint: 'move work out of the top of the file into main' },
  INPUT_MISSING: { means: 'inputs of the script are not there', hint: 'put the files there, or write their places into the specification' },
  RAISED: { means: 'main raised an error', hint: 'mend the line named, or what it is given' },
  RETURNED_CODE: { means: 'main returned a non-zero integer, which is an error code', hint: 'raise an error, or return None or 0 for success' },
  EXIT_CODE: { means: 'the script exited with a non-zero code', hint: 'mend what it exited for; a main does better to raise an error than to exit' },
  EXIT_EARLY: { means: 'the script exited with code 0 before main returned', hint: 'let main return instead of exiting' },
  NO_RESULT: { means: 'the process ended without reporting a result', hint: 'something ended the process from inside (os._exit, process.reallyExit): let main return' },
  SIGNAL: { means: 'the process was ended by a signal', hint: 'a crash in native code: look at the stderr shown' },
  TIMEOUT: { means: 'the script did not end in time', hint: 'raise the limit with --timeout or "timeout" in the specification if it may take longer' },
  NEVER_SETTLED: { means: 'a promise that the script waits for never settles', hint: 'resolve or reject what is awaited' },
  UNHANDLED_REJECTION: { means: 'a promise was rejected and nothing handled it', hint: 'await the promise, or catch its error' },
  MEMORY_LIMIT: { means: 'the script needed more memory than allowed', hint: 'raise "memory_mb" in the specification if it may need more' },
  OUTPUT_CLOSED: { means: 'the script wrote to an output stream that it had closed', hint: 'don\'t close stdout or stderr' },
  OUTPUT_BLOCKED: { means: 'the folder for an output can\'t be made', hint: 'move away what is in its way, or write another place into the specification' },
  OUTPUT_MISSING: { means: 'a declared output was not written', hint: 'write it to the path in output_paths, or correct the specification' },
  OUTPUT_EMPTY: { means: 'a declared output is empty', hint: 'write data to it, or remove it from the specification' },
  DENIED: { means: 'the script tried what --deny blocks', hint: 'move the call out of the import, or allow it' },
  WORKSPACE_HARMED: { means: 'the script removed the workspace', hint: 'write and remove only below its own output paths' },
  HOST_KILLED: { means: 'the script ended the process that runs it', hint: 'don\'t signal other processes' },
  SKIPPED: { means: 'the step was not run, since one that it needs did not pass', hint: 'mend the step that failed first' },
  CANCELLED: { means: 'the run was interrupted', hint: 'run it again' },
} as const satisfies Readonly<Record<string, FailureKind>>;

export type FailureCode = keyof typeof failures;
