/** A Python host started before it is known what it is needed for: most tests are of one Python script. */

import { findInterpreter } from './edges/interpreter.ts';
import { startWorkers, type PythonWorkers } from './edges/python-workers.ts';

export interface HeadStart {
  /** The host, once, where its interpreter is the one wanted. */
  take: (interpreter: string) => PythonWorkers | undefined;
  /** Ends it if nobody took it. */
  close: () => Promise<void>;
}

/** Starts a host with one worker and nothing preloaded, in the interpreter that is used where no configuration names another. */
export function startPythonAhead(env: Readonly<Record<string, string | undefined>>, cwd: string): HeadStart {
  const started = findInterpreter(env, cwd, undefined);
  let workers: PythonWorkers | undefined = startWorkers({ interpreter: started, workers: 1, preload: [], env });
  const take = (): PythonWorkers | undefined => {
    const taken = workers;
    workers = undefined;
    return taken;
  };
  return {
    take: (interpreter) => (interpreter === started ? take() : undefined),
    close: async () => take()?.close(),
  };
}
