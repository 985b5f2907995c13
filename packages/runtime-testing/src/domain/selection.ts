/** Which of the scripts named are to be tested. */

/** Whether a name fits a `-k` pattern: a part of it, whatever the case; with `*` or `?` the whole of it. */
export function fitsPattern(name: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  if (!/[*?]/.test(wanted)) return given.includes(wanted);
  const expression = wanted.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(given);
}

/**
 * The scripts that a change of files concerns: those changed themselves, those that import a changed file by its name, also
 * through others, and those whose specification changed. `imports` has, for each local source, the local modules it names.
 */
export function affectedScripts(
  scripts: readonly { name: string; path: string }[],
  changed: readonly string[],
  imports: ReadonlyMap<string, readonly string[]>,
): string[] {
  const dirty = new Set(changed);
  for (let before = -1; before !== dirty.size; ) {
    before = dirty.size;
    const stems = new Set([...dirty].map(stemOf));
    for (const [path, names] of imports) if (names.some((name) => stems.has(name))) dirty.add(path);
  }
  return scripts.filter(({ name, path }) => dirty.has(path) || changed.some((file) => file.endsWith(`/${name}.spec.yaml`))).map(({ path }) => path);
}

/** `orders` for `…/orders.py`, and for `./lib/orders.js`; the folder for an `__init__.py` or `index.js`. */
export function stemOf(path: string): string {
  const parts = path.split('/');
  const stem = (parts.pop() ?? '').replace(/\.[^.]+$/, '');
  return stem === '__init__' || stem === 'index' ? (parts.pop() ?? stem) : stem;
}
