/** Translates the shape of one side's JSON into that of the other, before they are compared. */

import type { MapRules } from './compare-config.ts';
import { aspectMatches } from './name-glob.ts';
import { parsePointer } from './pointer.ts';

type Container = Record<string, unknown> | unknown[];

/** `document` translated by the rules for this aspect, as a new value; the given one stays as it is. */
export function mapShape(document: unknown, rules: MapRules, aspect: string): unknown {
  const speaking = Object.entries(rules).filter(([, rule]) => !isMove(rule) || rule.aspect === undefined || aspectMatches(rule.aspect, aspect));
  if (speaking.length === 0) return document;
  const holder = { root: structuredClone(document) };
  const moves: { from: string[]; to: string[][]; value: unknown }[] = [];
  for (const [from, rule] of speaking.filter(([, rule]) => !isMove(rule))) {
    for (const place of places(holder.root, parsePointer(from))) write(holder, place, translate(read(holder.root, place), rule));
  }
  for (const [from, rule] of speaking) {
    if (!isMove(rule)) continue;
    const steps = parsePointer(from);
    for (const place of places(holder.root, steps)) {
      const captured = place.filter((_, i) => steps[i] === '*');
      const targets = (Array.isArray(rule.to) ? rule.to : [rule.to]).map((to) => fill(parsePointer(to), captured));
      moves.push({ from: place, to: targets, value: translate(read(holder.root, place), rule.values ?? {}) });
    }
  }
  // All is read before anything is taken away, and taken away before anything is put: two places can be swapped.
  for (const { from } of moves) remove(holder, from);
  for (const { to, value } of moves) for (const target of to) write(holder, target, value);
  return holder.root;
}

type Values = Readonly<Record<string, unknown>>;
type Move = Extract<MapRules[string], { to: string | string[] }>;

function isMove(rule: MapRules[string]): rule is Move {
  const { to } = rule as { to?: unknown };
  return Array.isArray(to) || (typeof to === 'string' && (to === '' || to.startsWith('/')));
}

/** Every place in the document that the steps address; `*` stands for any one step. */
function places(document: unknown, steps: readonly string[]): string[][] {
  let found: { at: unknown; path: string[] }[] = [{ at: document, path: [] }];
  for (const step of steps) {
    found = found.flatMap(({ at, path }) => {
      if (typeof at !== 'object' || at === null) return [];
      const keys = step === '*' ? Object.keys(at) : Object.hasOwn(at, step) ? [step] : [];
      return keys.map((key) => ({ at: (at as Record<string, unknown>)[key], path: [...path, key] }));
    });
  }
  return found.map(({ path }) => path);
}

function fill(target: readonly string[], captured: readonly string[]): string[] {
  let next = 0;
  return target.map((step) => (step === '*' ? (captured[next++] ?? step) : step));
}

function translate(value: unknown, values: Values): unknown {
  if (typeof value === 'object' && value !== null) return value;
  const key = String(value);
  return Object.hasOwn(values, key) ? values[key] : value;
}

function read(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document);
}

function write(holder: { root: unknown }, path: readonly string[], value: unknown): void {
  let at = holder as unknown as Container;
  let key = 'root';
  for (const step of path) {
    const inner = get(at, key);
    const next: Container = isContainer(inner) ? inner : /^\d+$/.test(step) ? [] : {};
    set(at, key, next);
    at = next;
    key = step;
  }
  set(at, key, value);
}

function remove(holder: { root: unknown }, path: readonly string[]): void {
  const key = path.at(-1);
  if (key === undefined) {
    holder.root = undefined;
    return;
  }
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (isContainer(at) ? get(at, step) : undefined), holder.root);
  if (!isContainer(parent)) return;
  // A place in a list is emptied, not closed up: the places after it keep their numbers.
  if (Array.isArray(parent)) parent[Number(key)] = null;
  else delete parent[key];
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function get(container: Container, key: string): unknown {
  return Object.hasOwn(container, key) ? (container as Record<string, unknown>)[key] : undefined;
}

function set(container: Container, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}
