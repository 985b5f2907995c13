/** Commands of the hosts that do one thing and end: call a function, read the public names of sources. */

import { fileURLToPath } from 'node:url';
import { findInterpreter } from './interpreter.ts';

// The same one folder up from src/edges, dist/edges and a bundle's chunks.
const hosts = {
  javascript: fileURLToPath(new URL('../hosts/function-host.mjs', import.meta.url)),
  python: fileURLToPath(new URL('../hosts/function_host.py', import.meta.url)),
  pythonApi: fileURLToPath(new URL('../hosts/api_surface.py', import.meta.url)),
};

/** What is called: an export of a file, or a callable of a module found below `root`. With `args` by place, else by the fields' names. */
export type FunctionCall = ({ file: string; name: string } | { root: string; module: string; name: string }) &
  ({ args: readonly unknown[] } | { fields: Readonly<Record<string, unknown>> });

/** What the result file holds: the value as JSON, or why there was nothing to call. It is not there when the function failed. */
export type FunctionResult = { value: unknown } | { missing: string };

/** The command for a call whose JSON is in `requestFile`. */
export function javascriptFunctionCommand(requestFile: string, resultFile: string): [string, ...string[]] {
  return [process.execPath, hosts.javascript, requestFile, resultFile];
}

/** Like `javascriptFunctionCommand`; `configured` is the interpreter of the configuration, if it names one. */
export function pythonFunctionCommand(
  requestFile: string,
  resultFile: string,
  { env, cwd, configured }: { env: Readonly<Record<string, string | undefined>>; cwd: string; configured: string | undefined },
): [string, ...string[]] {
  return [findInterpreter(env, cwd, configured), '-X', 'utf8', hosts.python, requestFile, resultFile];
}

/** The command that prints the public names of a Python file or folder as JSON, without running it. */
export function pythonApiCommand(path: string, python: { env: Readonly<Record<string, string | undefined>>; cwd: string; configured: string | undefined }): [string, ...string[]] {
  return [findInterpreter(python.env, python.cwd, python.configured), '-I', hosts.pythonApi, path];
}
