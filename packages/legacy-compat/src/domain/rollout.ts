/** Which keys the candidate serves at a given percentage. The same key always lands in the same place, in every program. */

/** A flag's value as the flags file holds it: legacy serves, candidate serves, or the percentage of keys that the candidate serves. */
export type FlagValue = boolean | number;

/** A key's place on the line from 0 (inclusive) to 100 (exclusive); it depends on the flag, so that flags don't ramp on the same keys. */
export function placeOf(flag: string, key: string): number {
  return (hash32(`${flag}\u0000${key}`) / 0x1_0000_0000) * 100;
}

/** Whether the candidate serves `key`. Raising the percentage never takes a key away from it. */
export function isServedByCandidate(value: FlagValue, flag: string, key: string): boolean {
  if (typeof value === 'boolean') return value;
  return placeOf(flag, key) < value;
}

/** FNV-1a over UTF-16 units, finished by MurmurHash3's mixer so that similar keys spread over the whole range. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
