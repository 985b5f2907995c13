import { assert, constantFrom, double, nat, option, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptResult } from '../../src/domain/adapt-result.ts';
import { simplifiedResultMapping, testResultMapping } from '../../src/domain/legacy-results.ts';

const legacy = {
  script_name: 'currency',
  status: 'PASS',
  execution_time: 0.25,
  memory_usage: 14,
  error_message: null,
  recommendations: [],
  timestamp: '2026-01-02T03:04:05Z',
};

describe('a result mapped both ways', () => {
  it('fills what it can and names what it can\'t', () => {
    const { result, unfilled, lost } = adaptResult(testResultMapping).toNew(legacy);
    expect(result).toEqual({
      schema_version: 1,
      results: [{ script_name: 'currency', success: true, execution_time: 0.25, peak_memory_mb: 14, error_message: null }],
    });
    expect(Object.keys(unfilled)).toContain('/results/0/mode');
    expect(lost).toEqual(['/recommendations', '/timestamp']);
  });

  it('does not invent the memory that the simplified model has not', () => {
    const back = adaptResult(simplifiedResultMapping).toOld({ script_name: 'a', success: false, error_message: 'x', execution_time: 1, has_main_function: true });
    expect(back.result).toEqual({ script_name: 'a', status: 'FAIL', error_message: 'x', execution_time: 1 });
    expect(back.unfilled['/memory_usage']).toBe('the simplified model has no memory');
    expect(back.lost).toEqual(['/has_main_function']);
  });

  it('comes back as it went, for every field that both shapes have', () => {
    const results = record({
      script_name: string(),
      status: constantFrom('PASS', 'FAIL', 'SKIP'),
      execution_time: double({ min: 0, noNaN: true }),
      memory_usage: nat(),
      error_message: option(string()),
    });
    const { toNew, toOld } = adaptResult(testResultMapping);
    assert(property(results, (result) => { expect(toOld(toNew(result).result)).toMatchObject({ result, lost: [] }); }));
  });

  it('is the table that a parity run takes', () => {
    const { compareMap } = adaptResult({ fields: [{ old: '/status', new: '/ok', values: { PASS: true } }, { old: '/a', new: '/b/0' }] });
    expect(compareMap).toEqual({ legacy: { '/status': { to: '/ok', values: { PASS: true } }, '/a': { to: '/b/0' } } });
  });

  it('is refused where there would be no way back', () => {
    const mapping = { fields: [{ old: '/a', new: '/x', values: { one: true, two: true } }, { old: '/b', new: '/x' }] };
    expect(() => adaptResult(mapping)).toThrow(
      expect.objectContaining({ code: 'MAPPING_INVALID', message: '/x is mapped twice; two values of /a become the same' }),
    );
  });
});
