import { assert, double, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServedByCandidate, placeOf } from '../../src/domain/rollout.ts';

describe('a percentage of keys', () => {
  const kinds: Record<string, (n: number) => string> = {
    'counted users': (n) => `user-${n}`,
    'bare numbers': String,
    'e-mail addresses': (n) => `someone.${n}@example.org`,
    'hex ids': (n) => (n * 2_654_435_761).toString(16),
  };
  it.each(Object.entries(kinds))('takes its share of 100,000 %s', (_, keyOf) => {
    for (const percent of [1, 25, 50, 90]) {
      let taken = 0;
      for (let n = 0; n < 100_000; n++) if (isServedByCandidate(percent, 'use_new_cli', keyOf(n))) taken += 1;
      expect(Math.abs(taken / 1000 - percent)).toBeLessThan(0.5);
    }
  });

  it('never loses a key when it is raised', () => {
    assert(
      property(string(), string(), double({ min: 0, max: 100, noNaN: true }), double({ min: 0, max: 100, noNaN: true }), (flag, key, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        return !isServedByCandidate(low, flag, key) || isServedByCandidate(high, flag, key);
      }),
    );
  });

  it('is nobody at 0 and everybody at 100', () => {
    assert(property(string(), string(), (flag, key) => !isServedByCandidate(0, flag, key) && isServedByCandidate(100, flag, key)));
  });

  it('keeps places for good, as reckoned by another program: versions must agree', () => {
    expect(placeOf('use_new_cli', 'alice')).toBe(0.900_083_663_873_374_5);
    expect(placeOf('use_new_cli', 'ünï')).toBe(66.960_009_746_253_49);
  });

  it('ramps two flags on different keys', () => {
    const both = Array.from({ length: 10_000 }, (_, n) => `k${n}`).filter((key) => isServedByCandidate(10, 'one', key) && isServedByCandidate(10, 'two', key));
    expect(both.length).toBeGreaterThan(50);
    expect(both.length).toBeLessThan(160);
  });
});
