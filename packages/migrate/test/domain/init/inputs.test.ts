import { expect, test } from 'vitest';
import { inputGroups } from '../../../src/domain/init/inputs.ts';

test('files of one folder and ending are a group, those of the tests first; code and expected results are none', () => {
  const files = ['data/a.csv', 'data/b.csv', 'data/README.md', 'tests/fixtures/x.json', 'tests/fixtures/expected/x.json', 'tests/fixtures/helper.py', 'src/settings.json'];
  expect(inputGroups(files)).toEqual([
    { glob: 'tests/fixtures/*.json', files: ['tests/fixtures/x.json'] },
    { glob: 'data/*.csv', files: ['data/a.csv', 'data/b.csv'] },
  ]);
});
