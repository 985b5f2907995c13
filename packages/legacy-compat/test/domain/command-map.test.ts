import { describe, expect, it } from 'vitest';
import { findLegacyCommand, legacyCommands } from '../../src/domain/command-map.ts';

describe('the list of legacy commands', () => {
  it('names 29: 12 kept, 5 of S3, 5 of production and 7 of the registry retired', () => {
    const count = (prefix: string) => legacyCommands.filter(({ name, fate }) => fate === 'retired' && name.startsWith(prefix)).length;
    expect(new Set(legacyCommands.map(({ name }) => name)).size).toBe(29);
    expect(legacyCommands.filter(({ fate }) => fate === 'kept')).toHaveLength(12);
    expect([count('s3 '), count('production '), count('registry ')]).toEqual([5, 5, 7]);
  });

  it('says for each what to use and why', () => {
    for (const { replacement, note } of legacyCommands) expect([replacement, note].every((text) => text.length > 5)).toBe(true);
  });
});

describe('finding a legacy command', () => {
  it.each([
    [['test-script', 'a'], 'test-script', ['a']],
    [['test_script', 'a_b', '--data_source=local'], 'test-script', ['a_b', '--data_source=local']],
    [['s3', 'discover', '--bucket', 'b'], 's3 discover', ['--bucket', 'b']],
    [['s3', 'test_real_data'], 's3 test-real-data', []],
    [['discover', '--bucket', 'b'], 's3 discover', ['--bucket', 'b']],
    [['clean-workspace', '--yes'], 'clean-workspace', ['--yes']],
    [['s3', 'clean-workspace'], 's3 clean-workspace', []],
    [['list_steps'], 'registry list-steps', []],
  ])('takes %j for %s', (words, name, rest) => {
    expect(findLegacyCommand(words)).toMatchObject({ entry: { name }, rest });
  });

  it.each([
    [['test-scrip'], 'did you mean "test-script"?'],
    [['registry', 'list-step'], 'did you mean "registry list-steps"?'],
    [['s3'], 'see all of them with "cutover legacy map"'],
    [['zzz'], 'see all of them with "cutover legacy map"'],
  ])('does not know %j', (words, hint) => {
    expect(() => findLegacyCommand(words)).toThrow(expect.objectContaining({ code: 'LEGACY_UNKNOWN', hint }));
  });
});
