import { expect, test } from 'vitest';
import { guessSides, replacedPath } from '../../../src/domain/init/guess-sides.ts';
import type { Program } from '../../../src/domain/init/programs.ts';

const program = (file: string): Program => ({ label: `python3 ${file}`, found: '', command: [], env: {}, file, takes: 'unknown' });

test.each<[string[], string | undefined, string | undefined]>([
  [['old.py', 'new.py'], 'old.py', 'new.py'],
  [['report_v1.py', 'report_v2.py'], 'report_v1.py', 'report_v2.py'],
  [['legacy/cli.py', 'src/cli.py'], 'legacy/cli.py', 'src/cli.py'],
  [['report.py', 'report_new.py'], 'report.py', 'report_new.py'],
  [['report.py'], 'report.py', undefined],
  [['a.py', 'b.py'], undefined, undefined],
  [['old/a.py', 'old/b.py', 'new.py'], undefined, 'new.py'],
  [['golden.py', 'threshold.py'], undefined, undefined],
  [[], undefined, undefined],
])('%j', (files, legacy, candidate) => {
  const sides = guessSides(files.map(program));
  expect([sides.legacy?.file, sides.candidate?.file]).toEqual([legacy, candidate]);
});

test.each([
  ['tool/cli.py', undefined, 'tool'],
  ['tool/old/cli.py', 'tool/new/cli.py', 'tool/old'],
  ['old.py', 'new.py', 'old.py'],
  ['scripts/run.py', undefined, 'scripts/run.py'],
])('%s beside %s is replaced as %s', (file, other, path) => {
  const files = new Set(['tool/__init__.py', 'tool/old/__init__.py', 'tool/new/__init__.py']);
  expect(replacedPath(file, other, { files, pythonRoots: [''], aliases: [], packages: [] })).toBe(path);
});
