/** From the name of a step to the name of a script. */

/**
 * The scripts whose name is that of the step but for case and separators; else with the words after its last `_` left off, as in
 * `TabularPreprocessing_training` for `tabular_preprocessing`.
 */
export function nearScript<T extends { name: string }>(step: string, scripts: readonly T[]): T[] {
  for (let name = step; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('_')))) {
    const found = scripts.filter((script) => plain(script.name) === plain(name));
    if (found.length > 0) return found;
  }
  return [];
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
