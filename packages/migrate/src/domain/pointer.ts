/** JSON Pointers (RFC 6901), and patterns of them in which `*` is one step and `**` any number. */

/** The steps of a pointer: `/a~1b/0` is `['a/b', '0']`, the empty pointer is the whole document. */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of these steps. */
export function formatPointer(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Where a pattern stands while a document is walked: which of its steps come next. */
export interface PatternState<T> {
  readonly pattern: readonly string[];
  readonly next: number;
  /** What the pattern stands for. */
  readonly owner: T;
}

/** The states in which a walk begins. */
export function startPatterns<T>(patterns: readonly { path: string; owner: T }[]): PatternState<T>[] {
  return patterns.flatMap(({ path, owner }) => settle({ pattern: parsePointer(path), next: 0, owner }));
}

/** The states after one more step down. */
export function stepPatterns<T>(states: readonly PatternState<T>[], step: string): PatternState<T>[] {
  const after: PatternState<T>[] = [];
  for (const state of states) {
    const wanted = state.pattern[state.next];
    if (wanted === undefined) continue;
    if (wanted === '**') after.push(...settle(state));
    else if (wanted === '*' || wanted === step) after.push(...settle({ ...state, next: state.next + 1 }));
  }
  return after;
}

/** What is addressed exactly here, in the order of the patterns. */
export function ownersHere<T>(states: readonly PatternState<T>[]): T[] {
  return states.filter((state) => state.next === state.pattern.length).map((state) => state.owner);
}

/** Whether a pattern addresses a pointer, or with `below` something above it. */
export function pointerMatches(pattern: string, pointer: string, below: boolean): boolean {
  let states = startPatterns([{ path: pattern, owner: true }]);
  for (const step of parsePointer(pointer)) {
    if (below && ownersHere(states).length > 0) return true;
    states = stepPatterns(states, step);
  }
  return ownersHere(states).length > 0;
}

/** `**` may stand for no step at all. */
function settle<T>(state: PatternState<T>): PatternState<T>[] {
  if (state.pattern[state.next] !== '**') return [state];
  return [state, ...settle({ ...state, next: state.next + 1 })];
}
