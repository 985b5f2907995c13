/** Tests again whenever what is tested, or what it depends on, changes: the one mechanism behind every `--watch`. */

import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { CutoverError } from './domain/error.ts';
import { affectedScripts, isWithin, stemOf, type WatchedScript } from './domain/selection.ts';
import { watchFiles } from './edges/file-changes.ts';
import { generatedFiles } from './edges/generated-inputs.ts';
import { findEach, findScript } from './edges/script-finder.ts';
import { readSpecification, specificationFile } from './edges/specification-file.ts';
import { openHosts, type Hosts } from './hosts.ts';
import { readScript, type ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

export type WatchOptions = TestOptions & { signal: AbortSignal };

export interface WatchListener<T> {
  /** Gets the result of each run, and the files whose change began it; none for the first. */
  onRun: (result: T, changed: readonly string[]) => void | Promise<void>;
  /** Gets what kept a change from being tested, such as a specification that can't be read. Watching goes on. */
  onError: (error: CutoverError, changed: readonly string[]) => void;
}

/** What is watched, as it is now. */
export interface Sight {
  scripts: WatchedScript[];
  /** For each local source the local modules it names. */
  imports: ReadonlyMap<string, readonly string[]>;
}

export interface Watched<T> {
  look: () => Promise<Sight>;
  /** Tests everything; or, after a change, what `affected` asks for; undefined where that is nothing. */
  test: (affected?: readonly string[], changed?: readonly string[]) => Promise<T | undefined>;
}

/**
 * Tests everything once, then what changes concern, until `options.signal` is aborted. Throws what the first look and the first
 * test throw; what is wrong later is told, and tested again with the next change.
 */
export async function watchTests<T>({ look, test }: Watched<T>, options: WatchOptions, listener: WatchListener<T>): Promise<void> {
  const { workspace, scriptDirs, signal } = options;
  const pathsOf = ({ scripts }: Sight) => [
    ...new Set([workspace, ...scriptDirs, ...scripts.flatMap(({ path, described, inputs }) => [dirname(path), ...described, ...inputs])]),
  ];
  const made = ['output', 'handover', '.cutover'].map((name) => join(workspace, name));
  const changes = await watchFiles(pathsOf(await look()), made, signal);
  try {
    const first = await test();
    if (first !== undefined) await listener.onRun(first, []);
    let untested: string[] = [];
    while (!signal.aborted) {
      changes.add([workspace]); // the first run may have made it
      const changed = [...new Set([...untested, ...(await changes.next())])];
      if (signal.aborted) return;
      try {
        const sight = await look();
        changes.add(pathsOf(sight));
        const affected = affectedScripts(sight.scripts, changed, sight.imports);
        const result = affected.length === 0 ? undefined : await test(affected, changed);
        untested = [];
        if (result !== undefined) await listener.onRun(result, changed);
      } catch (error) {
        if (!(error instanceof CutoverError)) throw error;
        untested = changed;
        listener.onError(error, changed);
      }
    }
  } finally {
    await changes.close();
  }
}

/** Scripts by name or path, each under its path. */
export async function lookAtScripts(names: readonly string[], options: WatchOptions): Promise<Sight> {
  const { cwd, workspace, scriptDirs } = options;
  const found = findEach(names, (name) => findScript(name, cwd, [workspace, ...scriptDirs]));
  const hosts = openHosts(found, { ...options, jobs: 1, isolation: 'process' });
  try {
    const reads = await Promise.all(
      found.map(async (script) => {
        const specification = await readSpecification(workspace, script.name);
        return hosts.use(script.language, (host) => readScript(host, script, specification, options));
      }),
    );
    const scripts = await Promise.all(
      reads.map((read) => watchedScript(read.script.path, read, [specificationFile(workspace, read.script.name)], Object.values(read.places.outputPaths))),
    );
    return { scripts, imports: await localImports(reads, hosts) };
  } finally {
    await hosts.close();
  }
}

/** A script that was read, as something to watch. What is generated, and what `made` by the tests themselves, is no input of it. */
export async function watchedScript(name: string, read: ReadScript, described: readonly string[], made: readonly string[]): Promise<WatchedScript> {
  const { inputPaths } = read.places;
  const generated = await generatedFiles(read);
  const inputs = Object.values(inputPaths).filter((place) => !made.some((output) => isWithin(place, output)));
  return { name, path: read.script.path, described, inputs, generated };
}

/** What the scripts, and the sources beside and one folder below them, import. */
export async function localImports(reads: readonly ReadScript[], hosts: Hosts): Promise<Map<string, string[]>> {
  const imports = new Map<string, string[]>();
  for (const { script } of reads.filter((read) => read.script.language !== 'executable')) {
    const sources = (await sourcesNear(dirname(script.path), extname(script.path))).filter((path) => !imports.has(path));
    await hosts.use(script.language, async (host) => {
      const found = await Promise.all(sources.map((path) => host.inspect(path)));
      for (const { path, imports: names } of found) imports.set(path, names.map(stemOf));
    });
  }
  return imports;
}

async function sourcesNear(folder: string, kind: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$|^__pycache__$/.test(entry.name)).map(({ name }) => join(folder, name));
  const below = await Promise.all(folders.map(async (inner) => (await readdir(inner).catch(() => [])).map((name) => join(inner, name))));
  return [...entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name)), ...below.flat()].filter((path) => extname(path) === kind);
}
