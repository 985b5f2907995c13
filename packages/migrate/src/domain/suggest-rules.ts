/** Suggests rules for noise: what looks like a clock, a random id, a path or a list without order gets the very rule to paste. */

import type { Difference } from './difference.ts';
import { formatPointer, parsePointer } from './pointer.ts';

export interface Suggestion {
  /** Under which key of `compare` the rule belongs. */
  list: 'ignore' | 'unordered' | 'scrub';
  /** The rule as it is pasted. */
  rule: string;
}

interface Looks {
  what: string;
  /** What of a text it is. */
  pattern: string;
  name: string;
}

const looks: readonly Looks[] = [
  { what: 'a time', pattern: '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?', name: '<time>' },
  { what: 'a random id', pattern: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', name: '<uuid>' },
  { what: 'a random id', pattern: '\\b(0x)?[0-9a-f]{12,64}\\b', name: '<id>' },
  { what: 'a temporary path', pattern: '/(tmp|var/folders)/[^ "\':,]+', name: '<tmp>' },
  { what: 'a time since 1970', pattern: '\\b1[5-9]\\d{8}(\\d{3}|\\.\\d+)?\\b', name: '<epoch>' },
  { what: 'a duration', pattern: '\\b\\d+(\\.\\d+)? ?(ns|us|µs|ms|s|sec|seconds)\\b', name: '<duration>' },
  { what: 'a clock', pattern: '\\b\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?\\b', name: '<clock>' },
];

/** The rules that would explain these noisy differences, each once; where nothing is recognised there is none. */
export function suggestRules(noisy: readonly Difference[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  const add = (list: Suggestion['list'], rule: string) => found.set(`${list} ${rule}`, { list, rule });
  const places = new Map<string, Difference[]>();
  for (const difference of noisy) {
    const isText = difference.kind === 'text';
    if (isText) {
      const seen = looksOf(difference);
      if (seen) add('scrub', `{ pattern: ${quoted(seen.pattern)}, with: "${seen.name}", aspect: ${quoted(difference.aspect)}, reason: ${seen.what} }`);
      continue;
    }
    const parent = `${difference.aspect}\0${parsePointer(difference.path).slice(0, -1).join('/')}`;
    places.set(parent, [...(places.get(parent) ?? []), difference]);
  }
  for (const group of places.values()) {
    const { aspect, path } = group[0]!;
    if (isShuffled(group)) {
      add('unordered', `{ path: ${quoted(general(parsePointer(path).slice(0, -1)))}, aspect: ${quoted(aspect)}, reason: a set }`);
      continue;
    }
    for (const difference of group) {
      const what = looksOf(difference)?.what ?? numberLooks(difference);
      if (what) add('ignore', `{ path: ${quoted(general(parsePointer(difference.path)))}, aspect: ${quoted(aspect)}, reason: ${what} }`);
    }
  }
  return [...found.values()];
}

function looksOf({ legacy, candidate }: Difference): Looks | undefined {
  if (typeof legacy !== 'string' || typeof candidate !== 'string') return undefined;
  return looks.find(({ pattern }) => {
    const scrub = (text: string) => text.replace(new RegExp(pattern, 'gu'), '');
    return scrub(legacy) !== legacy && scrub(legacy) === scrub(candidate);
  });
}

/** Numbers that differ from run to run, by their size: a moment, or how long something took. */
function numberLooks({ legacy, candidate, path }: Difference): string | undefined {
  if (typeof legacy !== 'number' || typeof candidate !== 'number') return undefined;
  const isMoment = (value: number) => (value > 1.5e9 && value < 2.5e9) || (value > 1.5e12 && value < 2.5e12);
  if (isMoment(legacy) && isMoment(candidate)) return 'a time since 1970';
  return /time|duration|elapsed|seconds|_ms$|memory|pid|seed/i.test(path) ? 'a measurement' : 'a number that no two runs share';
}

function isShuffled(group: readonly Difference[]): boolean {
  if (group.length < 2 || !group.every(({ path, kind }) => kind === 'changed' && /^\d+$/.test(parsePointer(path).at(-1) ?? ''))) return false;
  const values = (pick: 'legacy' | 'candidate') => group.map((difference) => JSON.stringify(difference[pick])).sort((a, b) => (a < b ? -1 : 1));
  return JSON.stringify(values('legacy')) === JSON.stringify(values('candidate'));
}

/** The place for every element of a list, not for one of them. */
function general(steps: readonly string[]): string {
  return formatPointer(steps.map((step) => (/^\d+$/.test(step) ? '*' : step)));
}

function quoted(text: string): string {
  return /^[\w/*.-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
