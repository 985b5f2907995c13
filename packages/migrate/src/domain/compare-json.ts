/** Compares two JSON structures in one walk, with the rules applied on the way. */

import { preview, type Difference, type RuleRef } from './difference.ts';
import { exactNumberOf } from './exact-json.ts';
import { formatPointer, ownersHere, startPatterns, stepPatterns, type PatternState } from './pointer.ts';
import type { PathRule } from './rules.ts';
import { matchUnordered } from './unordered.ts';

type States = readonly PatternState<PathRule>[];
type Found = Omit<Difference, 'aspect'>;

interface Trail {
  up: Trail | undefined;
  step: string | number;
}

interface Walk {
  found: Found[];
  used: Set<RuleRef>;
  /** Cells of a table are text: numbers in them are compared as numbers where a tolerance asks for it. */
  numericText: boolean;
}

/** What comparing two structures gave: the differences, each with the rule that judged it, and every rule that mattered. */
export interface JsonComparison {
  differences: Found[];
  used: ReadonlySet<RuleRef>;
}

/** Compares `legacy` with `candidate`, both as parsed from JSON, by rules that speak for this aspect. */
export function compareJson(legacy: unknown, candidate: unknown, rules: readonly PathRule[], { numericText = false } = {}): JsonComparison {
  const walk: Walk = { found: [], used: new Set(), numericText };
  const states = startPatterns(rules.map((rule) => ({ path: rule.path, owner: rule })));
  compareAt(walk, legacy, candidate, states, undefined, undefined);
  return { differences: walk.found, used: walk.used };
}

function compareAt(walk: Walk, a: unknown, b: unknown, states: States, trail: Trail | undefined, tolerance: PathRule | undefined): void {
  if (a === b) return;
  let unordered: PathRule | undefined;
  if (states.length > 0) {
    for (const rule of ownersHere(states)) {
      if (rule.kind === 'ignore') {
        if (!sameUnder(a, b, [], undefined, walk)) judge(walk, trail, a, b, rule.ref);
        return;
      }
      if (rule.kind === 'tolerance') tolerance = rule;
      else unordered = rule;
    }
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    if (unordered) compareUnordered(walk, a, b, states, trail, tolerance, unordered);
    else compareArrays(walk, a, b, states, trail, tolerance);
  } else if (isObject(a) && isObject(b)) {
    compareObjects(walk, a, b, states, trail, tolerance);
  } else if (tolerance && isClose(a, b, tolerance, walk.numericText)) {
    judge(walk, trail, a, b, tolerance.ref);
  } else {
    judge(walk, trail, a, b, null);
  }
}

function compareObjects(
  walk: Walk,
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  states: States,
  trail: Trail | undefined,
  tolerance: PathRule | undefined,
): void {
  const keys = Object.keys(a);
  let shared = 0;
  for (const key of keys) {
    const before = a[key];
    const now = b[key];
    if (!Object.hasOwn(b, key)) {
      onOneSide(walk, before, undefined, states, { up: trail, step: key });
      continue;
    }
    shared += 1;
    if (before !== now) compareAt(walk, before, now, down(states, key), { up: trail, step: key }, tolerance);
  }
  const others = Object.keys(b);
  if (others.length === shared) return;
  for (const key of others) {
    if (!Object.hasOwn(a, key)) onOneSide(walk, undefined, b[key], states, { up: trail, step: key });
  }
}

/**
 * Arrays of one length are compared place by place. Of two lengths, what both begin and end with is set aside first, so that
 * one element put in or taken out is one difference, where it is.
 */
function compareArrays(walk: Walk, a: readonly unknown[], b: readonly unknown[], states: States, trail: Trail | undefined, tolerance: PathRule | undefined): void {
  let head = 0;
  let tail = 0;
  const shorter = Math.min(a.length, b.length);
  if (a.length !== b.length) {
    const same = (i: number, j: number) => sameUnder(a[i], b[j], down(states, String(i)), tolerance, walk);
    while (head < shorter && same(head, head)) head += 1;
    while (tail < shorter - head && same(a.length - 1 - tail, b.length - 1 - tail)) tail += 1;
  }
  const both = shorter - tail;
  for (let i = 0; i < both; i++) {
    if (a[i] !== b[i]) compareAt(walk, a[i], b[i], down(states, String(i)), { up: trail, step: i }, tolerance);
  }
  for (let i = both; i < a.length - tail; i++) onOneSide(walk, a[i], undefined, states, { up: trail, step: i });
  for (let i = both; i < b.length - tail; i++) onOneSide(walk, undefined, b[i], states, { up: trail, step: i });
  for (let i = tail; i > 0; i--) {
    const [at, other] = [a.length - i, b.length - i];
    compareAt(walk, a[at], b[other], down(states, String(at)), { up: trail, step: at }, tolerance);
  }
}

function compareUnordered(
  walk: Walk,
  a: readonly unknown[],
  b: readonly unknown[],
  states: States,
  trail: Trail | undefined,
  tolerance: PathRule | undefined,
  rule: PathRule,
): void {
  const same = (i: number, j: number) => sameUnder(a[i], b[j], down(states, String(i)), tolerance, walk);
  const { pairs, onlyLegacy, onlyCandidate } = matchUnordered(a, b, same);
  if (pairs.some(([i, j]) => i !== j)) {
    walk.used.add(rule.ref);
    if (onlyLegacy.length === 0 && onlyCandidate.length === 0) {
      walk.found.push({ path: pointerOf(trail), kind: 'order', legacy: preview(a), candidate: preview(b), rule: rule.ref });
    }
  }
  for (const [i, j] of pairs) compareAt(walk, a[i], b[j], down(states, String(i)), { up: trail, step: i }, tolerance);
  const both = Math.min(onlyLegacy.length, onlyCandidate.length);
  for (let n = 0; n < both; n++) {
    const i = onlyLegacy[n]!;
    compareAt(walk, a[i], b[onlyCandidate[n]!], down(states, String(i)), { up: trail, step: i }, tolerance);
  }
  for (const i of onlyLegacy.slice(both)) onOneSide(walk, a[i], undefined, states, { up: trail, step: i });
  for (const j of onlyCandidate.slice(both)) onOneSide(walk, undefined, b[j], states, { up: trail, step: j });
}

function onOneSide(walk: Walk, a: unknown, b: unknown, states: States, trail: Trail): void {
  const ignore = ownersHere(down(states, String(trail.step))).find((rule) => rule.kind === 'ignore');
  judge(walk, trail, a, b, ignore?.ref ?? null);
}

function judge(walk: Walk, trail: Trail | undefined, a: unknown, b: unknown, rule: RuleRef | null): void {
  if (rule) walk.used.add(rule);
  walk.found.push({ path: pointerOf(trail), kind: kindOf(a, b), legacy: preview(readable(a)), candidate: preview(readable(b)), rule });
}

/** Whether nothing is left between two values once the rules have spoken. */
function sameUnder(a: unknown, b: unknown, states: States, tolerance: PathRule | undefined, { numericText }: Walk): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' && typeof b !== 'object' && states.length === 0 && !tolerance) return false;
  const walk: Walk = { found: [], used: new Set(), numericText };
  compareAt(walk, a, b, states, undefined, tolerance);
  return walk.found.every((difference) => difference.rule !== null);
}

function isClose(a: unknown, b: unknown, { relative, absolute }: PathRule, numericText: boolean): boolean {
  const [x, y] = [numberOf(a, numericText), numberOf(b, numericText)];
  if (x === undefined || y === undefined) return false;
  return Math.abs(x - y) <= Math.max(absolute, relative * Math.max(Math.abs(x), Math.abs(y)));
}

function numberOf(value: unknown, numericText: boolean): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const exact = exactNumberOf(value) ?? (numericText && value.trim() !== '' ? value : undefined);
  const number = Number(exact);
  return exact === undefined || !Number.isFinite(number) ? undefined : number;
}

function kindOf(a: unknown, b: unknown): Found['kind'] {
  if (b === undefined) return 'missing';
  if (a === undefined) return 'added';
  return typeOf(a) === typeOf(b) ? 'changed' : 'type';
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' && exactNumberOf(value) !== undefined ? 'number' : typeof value;
}

function readable(value: unknown): unknown {
  return typeof value === 'string' ? (exactNumberOf(value) ?? value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function down(states: States, step: string): States {
  return states.length === 0 ? states : stepPatterns(states, step);
}

function pointerOf(trail: Trail | undefined): string {
  const steps: (string | number)[] = [];
  for (let at = trail; at; at = at.up) steps.push(at.step);
  return formatPointer(steps.reverse());
}
