import { describe, expect, it } from 'vitest';
import { adaptConfig, checkOldConfig, type ConfigMapping } from '../../src/domain/adapt-config.ts';

const mapping: ConfigMapping = {
  threads: { to: 'execution.jobs', as: 'number' },
  timeout_minutes: { to: 'execution.timeout_ms', multiply: 60_000 },
  'runtime.mode': { to: 'strict', values: { strict: true, lax: false } },
  'runtime.paths': { to: 'paths', as: 'list' },
  extra: { to: 'extra' },
  cache: { dropped: 'there is no cache' },
};

describe('an old configuration', () => {
  it('becomes a new one, values converted', () => {
    const old = { threads: '4', timeout_minutes: 2, runtime: { mode: 'lax', paths: 'a, b,' }, extra: { any: [1] }, cache: '/tmp' };
    expect(adaptConfig(mapping, old)).toEqual({
      config: { execution: { jobs: 4, timeout_ms: 120_000 }, strict: false, paths: ['a', 'b'], extra: { any: [1] } },
      notices: ['cache has no meaning any more: there is no cache'],
    });
  });

  it('lists every unknown key, nested ones too, with the nearest known', () => {
    expect(() => adaptConfig(mapping, { thread: 1, runtime: { mod: 'lax' }, xyz: 1 })).toThrow(
      expect.objectContaining({
        code: 'OLD_KEYS_UNKNOWN',
        message: 'unknown old keys: thread: did you mean "threads"?; runtime.mod: did you mean "runtime.mode"?; xyz',
      }),
    );
  });

  it.each([
    [{ runtime: { mode: 'medium' } }, 'runtime.mode: "medium" is not one of strict, lax'],
    [{ threads: 'many' }, 'threads: "many" is not a number'],
    [{ timeout_minutes: '2' }, 'timeout_minutes: "2" is not a number'],
    [{ runtime: { mode: 'toString' } }, 'runtime.mode: "toString" is not one of strict, lax'],
  ])('refuses a value that no rule covers: %j', (old, message) => {
    expect(() => adaptConfig(mapping, old)).toThrow(expect.objectContaining({ code: 'OLD_VALUE_INVALID', message }));
  });

  it('refuses two old keys that fill one new key', () => {
    expect(() => adaptConfig({ a: { to: 'x' }, b: { to: 'x' } }, { a: 1, b: 2 })).toThrow('a and b both become x');
  });

  it('treats keys of objects as data', () => {
    const old = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    expect(() => adaptConfig(mapping, old)).toThrow(expect.objectContaining({ code: 'OLD_KEYS_UNKNOWN' }));
    expect(adaptConfig({ a: { to: '__proto__.b' } }, { a: 1 }).config).toEqual(JSON.parse('{"__proto__": {"b": 1}}'));
    expect({}).not.toHaveProperty('b');
  });

  it('is checked without failing: all that stands in the way, at once', () => {
    expect(checkOldConfig(mapping, { threads: 'many', runtime: { mode: 'medium' }, thread: 1, cache: 1 })).toEqual({
      compatible: false,
      config: {},
      notices: ['cache has no meaning any more: there is no cache'],
      problems: ['unknown key thread: did you mean "threads"?', 'threads: "many" is not a number', 'runtime.mode: "medium" is not one of strict, lax'],
    });
    expect(checkOldConfig(mapping, { threads: 2 })).toMatchObject({ compatible: true, problems: [], config: { execution: { jobs: 2 } } });
  });
});
