/** Reads Python sources through the project's own interpreter: one helper program for many files. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findInterpreter, runCommand } from '@cutover/runtime-testing';
import { textKinds, unreadSource, type SourceFacts } from '../domain/plan/source.ts';
import { readFile } from 'node:fs/promises';

export interface PythonRequest {
  root: string;
  /** Relative to the root. */
  paths: readonly string[];
  /** The configured interpreter, if any. */
  python: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

const program = fileURLToPath(new URL('../hosts/python_sources.py', import.meta.url));
const outputLimitBytes = 2 ** 30;
/** Fewer files than these are read before a second interpreter has started. */
const filesWorthAProcess = 200;

/** Facts of Python files; where there is no interpreter, each has that as its error. */
export async function readPythonSources(request: PythonRequest): Promise<SourceFacts[]> {
  const { paths } = request;
  const workers = Math.max(1, Math.min(availableParallelism(), Math.ceil(paths.length / filesWorthAProcess)));
  const parts = Array.from({ length: workers }, (_, i) => paths.filter((_path, j) => j % workers === i));
  return (await Promise.all(parts.map((part) => readPart(request, part)))).flat();
}

async function readPart({ root, python, env, signal }: PythonRequest, paths: readonly string[]): Promise<SourceFacts[]> {
  if (paths.length === 0) return [];
  const interpreter = findInterpreter(env, root, python);
  const result = await runCommand({
    command: [interpreter, '-I', '-B', program],
    cwd: root,
    env,
    signal,
    input: paths.map((path) => `${join(root, path)}\0`).join(''),
    outputLimitBytes,
  });
  const lines = String(result.stdout.bytes).split('\n').slice(0, -1);
  const { end } = result;
  const reason =
    end.state === 'could-not-start' ? `${interpreter}: ${end.reason}` : end.state === 'exited' && end.exitCode === 0 ? 'it was not read' : `${interpreter} failed: ${String(result.stderr.bytes).trim().split('\n').at(-1)}`;
  return Promise.all(
    paths.map(async (path, i): Promise<SourceFacts> => {
      const line = lines[i];
      const read = line === undefined ? { error: { message: reason, line: null } } : (JSON.parse(line) as Partial<SourceFacts>);
      if (!read.error) return { ...(read as SourceFacts), path, language: 'python' };
      const text = await readFile(join(root, path), 'utf8').catch(() => '');
      return unreadSource(path, 'python', read.error, textKinds(text, /^\s*#/));
    }),
  );
}
