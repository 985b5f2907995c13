/** Compares one text of two outcomes, a stream or a file: as text, as JSON, or byte by byte where it is neither. */

import { compareJson } from './compare-json.ts';
import { compareText } from './compare-text.ts';
import { previewText, type Difference, type RuleRef } from './difference.ts';
import { parseExactJson } from './exact-json.ts';
import { mapShape } from './map.ts';
import { pointerMatches } from './pointer.ts';
import { rulesFor, type Rules, type ScrubRule } from './rules.ts';

/** Content that may be too big, or no text. */
export interface SeenText {
  /** Undefined where it is not text, or was not read since its digest said enough. */
  text: string | undefined;
  bytes: number;
  /** Undefined for a short text that is at hand. */
  sha256: string | undefined;
  /** Only the beginning of it was kept. */
  truncated: boolean;
  /** What was found out by other means against contents with these digests, since it is too big to hold. */
  compared?: ReadonlyMap<string, AspectComparison>;
}

/** Which aspect of which case is compared, and all the rules there are. */
export interface Aspect {
  name: string;
  caseId: string;
  rules: Rules;
  /** Which side each of the two is: a side's own rerun is read by the rules of that side. */
  sides: Sides;
}

export type Sides = readonly [first: Side, second: Side];
export type Side = 'legacy' | 'candidate';

export interface AspectComparison {
  differences: (Omit<Difference, 'aspect'> & { lines?: readonly [number, number] })[];
  used: ReadonlySet<RuleRef>;
  /** Scrubs that would change what they have made, so that a text scrubbed twice differs from itself. */
  unsettled?: readonly RuleRef[];
}

/** Bigger contents are compared by their digests. */
export const readLimitBytes = 128 * 1024 * 1024;

const same: AspectComparison = { differences: [], used: new Set() };

/** The differences of two contents. Equal bytes are equal before any rule is asked. */
export function compareContent(legacy: SeenText, candidate: SeenText, mode: 'text' | 'json', aspect: Aspect): AspectComparison {
  if (legacy.sha256 !== undefined && legacy.sha256 === candidate.sha256) return same;
  const known = candidate.sha256 === undefined ? undefined : legacy.compared?.get(candidate.sha256);
  if (known) return known;
  const [a, b] = [legacy.text, candidate.text];
  if (a === undefined || b === undefined) return compareBytes(legacy, candidate, aspect);
  if (a === b && !legacy.truncated && !candidate.truncated) return same;
  const used = new Set<RuleRef>();
  const scrubs = rulesFor(aspect.rules.scrubs, aspect.caseId, aspect.name, true);
  const [x, y] = [scrub(a, scrubs, aspect.sides[0], used), scrub(b, scrubs, aspect.sides[1], used)];
  const unsettled = used.size === 0 ? [] : scrubs.filter((rule) => [x, y].some((text, i) => scrub(text, [rule], aspect.sides[i]!, new Set()) !== text)).map(({ ref }) => ref);
  const found = (mode === 'json' ? compareAsJson(x, y, aspect, used) : undefined) ?? compareLines(x, y, aspect, used);
  if (found.length === 0 && (legacy.truncated || candidate.truncated)) return compareBytes(legacy, candidate, aspect);
  const [scrubbed] = used;
  if (found.length === 0 && scrubbed !== undefined) {
    const first = compareText(a, b)[0];
    found.push({ path: first?.path ?? '', kind: 'text', legacy: first?.legacy ?? null, candidate: first?.candidate ?? null, rule: scrubbed });
  }
  return { differences: found, used, unsettled };
}

/** `text` with the rules of its side applied in their order; those that changed it are added to `used`. */
export function scrub(text: string, rules: readonly ScrubRule[], side: Side, used: Set<RuleRef>): string {
  return rules.reduce((before, rule) => {
    if (rule.side !== undefined && rule.side !== side) return before;
    const after = before.replace(rule.pattern, rule.replacement);
    if (after !== before) used.add(rule.ref);
    return after;
  }, text);
}

function compareAsJson(a: string, b: string, { name, caseId, rules, sides }: Aspect, used: Set<RuleRef>): AspectComparison['differences'] | undefined {
  const [legacy, candidate] = [parseExactJson(a), parseExactJson(b)];
  if (!legacy && !candidate) return undefined;
  if (!legacy || !candidate) {
    const note = (parsed: object | undefined, text: string) => (parsed ? previewText(text) : `not JSON: ${previewText(text)}`);
    return [{ path: '', kind: 'type', legacy: note(legacy, a), candidate: note(candidate, b), rule: null }];
  }
  try {
    const compared = compareJson(
      mapShape(legacy.value, rules.map[sides[0]], name),
      mapShape(candidate.value, rules.map[sides[1]], name),
      rulesFor(rules.paths, caseId, name, true),
    );
    for (const ref of compared.used) used.add(ref);
    return compared.differences;
  } catch (error) {
    // Nested too deeply to be walked: it is compared as text.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function compareLines(a: string, b: string, aspect: Aspect, used: Set<RuleRef>): AspectComparison['differences'] {
  const ignores = rulesFor(aspect.rules.paths, aspect.caseId, aspect.name, false).filter((rule) => rule.kind === 'ignore');
  return compareText(a, b).map(({ legacyLine, candidateLine, ...difference }) => {
    const rule = ignores.find((each) => pointerMatches(each.path, difference.path, true))?.ref ?? null;
    if (rule) used.add(rule);
    return { ...difference, rule, lines: [legacyLine, candidateLine] };
  });
}

function compareBytes(legacy: SeenText, candidate: SeenText, aspect: Aspect): AspectComparison {
  const ignore = rulesFor(aspect.rules.paths, aspect.caseId, aspect.name, false).find((rule) => rule.kind === 'ignore' && rule.path === '');
  const describe = ({ bytes, sha256, truncated }: SeenText) =>
    `${bytes} bytes${truncated ? ', of which only the beginning was kept' : bytes > readLimitBytes ? ', too many to compare more than digests' : ''}${sha256 === undefined ? '' : `, sha256 ${sha256.slice(0, 12)}`}`;
  return {
    differences: [{ path: '', kind: 'binary', legacy: describe(legacy), candidate: describe(candidate), rule: ignore?.ref ?? null }],
    used: new Set(ignore ? [ignore.ref] : []),
  };
}
