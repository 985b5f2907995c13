/** Reads JavaScript and TypeScript sources by a program for each core; a file that its parser dies of is told, and the others are read. */

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@cutover/runtime-testing';
import { unreadSource, type SourceFacts } from '../domain/plan/source.ts';
import { languageOf, linesOf } from './javascript-share.ts';

/** Beside this module, compiled or bundled as it is; the compiled one where this is the source itself. */
const ending = extname(fileURLToPath(import.meta.url));
const program = fileURLToPath(new URL(ending === '.ts' ? '../../dist/edges/javascript-reader.js' : `javascript-reader${ending}`, import.meta.url));
/** Fewer files than these are read before a second program has started. */
const filesWorthAProgram = 300;
const filesAtOnce = 16;
const outputLimitBytes = 2 ** 30;

export interface JavaScriptRequest {
  root: string;
  /** Relative to the root. */
  paths: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** Facts of the files; none of those that were not read when `signal` was aborted. */
export async function readJavaScriptSources(request: JavaScriptRequest): Promise<SourceFacts[]> {
  const { paths } = request;
  const programs = Math.min(availableParallelism(), Math.ceil(paths.length / filesWorthAProgram));
  const shares = Array.from({ length: programs }, (_, i) => paths.filter((_path, j) => j % programs === i));
  return (await Promise.all(shares.map((share) => readAll({ ...request, paths: share })))).flat();
}

/** The parser is native code that a deeply nested file ends, with its process: then the rest is read one by one, to see which it is. */
async function readAll(request: JavaScriptRequest): Promise<SourceFacts[]> {
  const { signal } = request;
  const facts: SourceFacts[] = [];
  let { paths } = request;
  for (let atOnce = filesAtOnce; paths.length > 0; atOnce = 1) {
    const { read, reason } = await readSome({ ...request, paths }, atOnce);
    facts.push(...read.values());
    const left = paths.filter((_path, i) => !read.has(i));
    if (signal.aborted) return facts;
    const [culprit, ...others] = left;
    if (atOnce === 1 && culprit !== undefined) {
      const text = await readFile(join(request.root, culprit), 'utf8').catch(() => '');
      facts.push(unreadSource(culprit, languageOf(culprit), { message: reason, line: null }, linesOf(text)));
    }
    paths = atOnce === 1 ? others : left;
  }
  return facts;
}

async function readSome({ root, paths, env, signal }: JavaScriptRequest, atOnce: number): Promise<{ read: Map<number, SourceFacts>; reason: string }> {
  const { end, stdout, stderr } = await runCommand({
    // Syntax trees die young: with room for many of them, little is left to collect.
    command: [process.execPath, '--max-semi-space-size=32', program, root, String(atOnce)],
    cwd: root,
    env,
    signal,
    input: paths.map((path) => `${path}\0`).join(''),
    outputLimitBytes,
  });
  const read = new Map<number, SourceFacts>();
  for (const line of stdout.bytes.toString('utf8').split('\n').slice(0, -1)) {
    const space = line.indexOf(' ');
    read.set(Number(line.slice(0, space)), JSON.parse(line.slice(space + 1)) as SourceFacts);
  }
  const said = stderr.bytes.toString('utf8').trim().split('\n').at(-1);
  return { read, reason: end.state === 'signalled' ? 'its parser crashed: it is nested too deeply, or too long a chain' : `it was not read: ${said || end.state}` };
}
