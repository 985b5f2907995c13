/** Which modules the warm host should import once for all scripts. */

/** Libraries that take long to import, keep to one thread while they do, and may be imported before a fork. */
const heavy = /^[ \t]*(?:import|from)[ \t]+(numpy|pandas|scipy|sklearn|pyarrow)\b/gm;

/** The heavy modules that at least two of the sources import; for one alone nothing would be saved. */
export function modulesToPreload(sources: readonly string[]): string[] {
  const users = new Map<string, number>();
  for (const source of sources) {
    for (const name of new Set([...source.matchAll(heavy)].map((match) => match[1]!))) {
      users.set(name, (users.get(name) ?? 0) + 1);
    }
  }
  return [...users].filter(([, count]) => count > 1).map(([name]) => name).sort();
}
