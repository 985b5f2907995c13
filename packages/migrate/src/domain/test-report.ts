/** Test reports: what each test gave before and gives now, and the gate on what got worse. */

import type { GateLimits } from './gate-config.ts';
import { share, type Gate } from './gates.ts';

export type TestStatus = 'passed' | 'failed' | 'skipped';

export interface TestReport {
  format: 'junit' | 'pytest-json' | 'jest-json' | 'tap';
  /** By name; a name that comes again is told apart by its number: `name #2`. */
  tests: ReadonlyMap<string, TestStatus>;
}

export interface TestChange {
  name: string;
  kind: 'new_failure' | 'vanished' | 'new_skip' | 'fixed' | 'added';
  before: TestStatus | null;
  now: TestStatus | null;
}

export interface TestComparison {
  /** Counts of each kind, and of tests whose result is the same. */
  summary: Record<TestChange['kind'] | 'same', number>;
  gate: Gate;
  /** What got worse first, each kind by name. */
  changes: TestChange[];
}

const worse = ['new_failure', 'vanished', 'new_skip'] as const;

/** At more than this share of tests that passed and do no longer, one rolls back. */
const rollbackTrigger = 0.05;

/** Compares two reports: a test that passed before must pass now. One that vanished or is skipped now is not taken for a pass. */
export function compareTestReports(before: TestReport, now: TestReport, limits: GateLimits): TestComparison {
  const names = [...new Set([...before.tests.keys(), ...now.tests.keys()])];
  const changes = names.flatMap((name) => changeOf(name, before.tests.get(name) ?? null, now.tests.get(name) ?? null) ?? []);
  const count = (kind: TestChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const lost = changes.filter((change) => change.before === 'passed' && change.now !== 'passed').length;
  const passedBefore = [...before.tests.values()].filter((status) => status === 'passed').length;
  const limit = limits.failed_tests ?? rollbackTrigger;
  const actual = share(lost, passedBefore) ?? 0;
  const order = [...worse, 'fixed', 'added'];
  return {
    summary: {
      same: names.length - changes.length,
      new_failure: count('new_failure'),
      vanished: count('vanished'),
      new_skip: count('new_skip'),
      fixed: count('fixed'),
      added: count('added'),
    },
    gate: { name: 'failed_tests', limit, actual, passed: actual <= limit && now.tests.size > 0 },
    changes: changes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1)),
  };
}

/** Gives each of several tests of one name a name of its own. */
export function numberNames(tests: Iterable<readonly [name: string, status: TestStatus]>): Map<string, TestStatus> {
  const numbered = new Map<string, TestStatus>();
  const seen = new Map<string, number>();
  for (const [name, status] of tests) {
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    numbered.set(number === 1 ? name : `${name} #${number}`, status);
  }
  return numbered;
}

function changeOf(name: string, before: TestStatus | null, now: TestStatus | null): TestChange | undefined {
  if (before === now) return undefined;
  if (now === null) return { name, kind: 'vanished', before, now };
  if (now === 'failed') return { name, kind: 'new_failure', before, now };
  if (before === null) return { name, kind: 'added', before, now };
  if (now === 'skipped') return { name, kind: 'new_skip', before, now };
  return { name, kind: 'fixed', before, now };
}
