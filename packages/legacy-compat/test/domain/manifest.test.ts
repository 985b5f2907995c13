import { describe, expect, it } from 'vitest';
import { dataOf, manifestSchema, scriptsWithData } from '../../src/domain/manifest.ts';

const phantom = { input_data: { path: 'example_script/input.csv', format: 'csv', description: 'Example input data file' } };
const entry = { path: 'a/x.csv', format: 'csv', description: 'rows' };
const manifest = manifestSchema.parse({
  version: 1,
  scripts: { example_script: phantom, a: { x: entry, y: { path: 'a/y.json' } }, empty: null },
  workspace_scripts: { 'dev:a': { z: entry } },
});

describe('the manifest of local data', () => {
  it('holds data by script, a developer\'s own too, without the example that never was data', () => {
    expect(scriptsWithData(manifest)).toEqual(['a', 'dev:a']);
    expect(dataOf(manifest, 'example_script')).toEqual({});
    expect(dataOf(manifest, 'a')).toEqual({ x: entry, y: { path: 'a/y.json', format: 'unknown', description: '' } });
    expect(dataOf(manifest, 'toString')).toEqual({});
  });

  it('takes a user\'s own data under the example\'s name for data', () => {
    const own = manifestSchema.parse({ scripts: { example_script: { ...phantom, mine: { ...entry, path: 'example_script/mine.csv' } } } });
    expect(Object.keys(dataOf(own, 'example_script'))).toEqual(['mine']);
  });
});
