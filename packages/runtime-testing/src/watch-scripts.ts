/** Tests scripts again whenever they, or what they depend on, change. */

import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { ScriptResult } from './domain/result.ts';
import { affectedScripts, stemOf } from './domain/selection.ts';
import type { FoundScript } from './edges/script-finder.ts';
import { findScript } from './edges/script-finder.ts';
import { openHosts, type Hosts } from './hosts.ts';
import { testScripts, type TestOptions } from './test-script.ts';

/** Changes that come within this time belong together, ms. */
const settleMs = 80;

/**
 * Tests `names`, then those that a change concerns, until `options.signal` is aborted. `onRun` gets the results of each run
 * and the files whose change began it; none for the first.
 */
export async function watchScripts(
  names: readonly string[],
  options: TestOptions & { signal: AbortSignal },
  onRun: (results: ScriptResult[], changed: readonly string[]) => void | Promise<void>,
): Promise<void> {
  const places = [options.workspace, ...options.scriptDirs];
  const scripts = names.map((name) => findScript(name, options.cwd, places));
  const { watch } = await import('chokidar');
  const made = [join(options.workspace, 'output'), join(options.workspace, '.cutover')];
  const watcher = watch([...new Set([...places, ...scripts.map((script) => dirname(script.path))])], {
    ignoreInitial: true,
    ignored: (path) => made.some((folder) => path === folder || path.startsWith(`${folder}/`)) || /\/(node_modules|__pycache__|\.git)(\/|$)/.test(path),
  });
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(path);
    wake();
  });
  options.signal.addEventListener('abort', () => wake(), { once: true });
  await new Promise<void>((resolve) => void watcher.once('ready', resolve));
  try {
    await onRun(await testScripts(scripts.map((script) => script.path), options), []);
    while (!options.signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (changed.size > 0 || options.signal.aborted) resolve();
      });
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const files = [...changed];
      changed.clear();
      const again = await affected(scripts, files, options);
      if (again.length > 0 && !options.signal.aborted) await onRun(await testScripts(again, options), files);
    }
  } finally {
    await watcher.close();
  }
}

/** The scripts to test again: by their imports, and by their inputs in the workspace. */
async function affected(scripts: readonly FoundScript[], changed: readonly string[], options: TestOptions): Promise<string[]> {
  const hosts = openHosts(scripts, { ...options, jobs: 1, isolation: 'process' });
  try {
    const byImport = affectedScripts(scripts, changed, await localImports(scripts, hosts));
    const byInput = scripts.filter(({ name }) => changed.some((file) => file.startsWith(`${join(options.workspace, 'input', name)}/`)));
    return [...new Set([...byImport, ...byInput.map((script) => script.path)])];
  } finally {
    await hosts.close();
  }
}

/** What the scripts, and the sources of their kind beside them, import. */
async function localImports(scripts: readonly FoundScript[], hosts: Hosts): Promise<Map<string, string[]>> {
  const imports = new Map<string, string[]>();
  for (const script of scripts.filter(({ language }) => language !== 'executable')) {
    const kind = extname(script.path);
    const folder = dirname(script.path);
    const beside = (await readdir(folder)).filter((name) => extname(name) === kind).map((name) => join(folder, name));
    await hosts.use(script.language, async (host) => {
      for (const path of beside) {
        if (imports.has(path)) continue;
        const { imports: names } = await host.inspect(path);
        imports.set(path, names.map(stemOf));
      }
    });
  }
  return imports;
}
