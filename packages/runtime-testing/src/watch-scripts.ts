/** Tests scripts, or two of them together, again whenever they change, or what they depend on. */

import type { CompatibilityResult } from './domain/compat/compatibility-result.ts';
import type { ScriptResult } from './domain/result.ts';
import { testScripts } from './test-script.ts';
import type { WatchListener, WatchOptions } from './watch.ts';

// What watches is loaded only when something is watched: a single test starts without it.

/** Tests `names`, then those that a change concerns. See `watchTests`. */
export async function watchScripts(names: readonly string[], options: WatchOptions, listener: WatchListener<ScriptResult[]>): Promise<void> {
  const { lookAtScripts, watchTests } = await import('./watch.ts');
  const test = (affected?: readonly string[]) => testScripts(affected ?? names, options);
  await watchTests({ look: () => lookAtScripts(names, options), test }, options, listener);
}

/** Tests whether `b` can read what `a` writes, again whenever one of them, its specification, imports or inputs change. */
export async function watchCompatibility(a: string, b: string, options: WatchOptions, listener: WatchListener<CompatibilityResult>): Promise<void> {
  const [{ lookAtScripts, watchTests }, { testCompatibility }] = await Promise.all([import('./watch.ts'), import('./test-compat.ts')]);
  await watchTests({ look: () => lookAtScripts([a, b], options), test: () => testCompatibility(a, b, options) }, options, listener);
}
