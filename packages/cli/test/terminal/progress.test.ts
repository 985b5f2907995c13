import { expect, test } from 'vitest';
import type { Session } from '../../src/session.ts';
import { tellProgress } from '../../src/terminal/progress.ts';

test('the time left is measured within a phase: one that starts anew is not judged by the one before', () => {
  const said: string[] = [];
  let ms = 0;
  const session = { say: (line: string) => void said.push(line), now: () => new Date(ms), terminal: { interactive: false }, globals: { quiet: false } } as unknown as Session;
  const progress = tellProgress(session, 'files');
  for (const [at, done] of [[0, 0], [6000, 600], [12_000, 900], [18_000, 100], [24_000, 400]] as const) {
    ms = at;
    progress.at(done, 1000, 'work');
  }
  expect(said).toEqual(['600 of 1000 files, 4 s left', '900 of 1000 files', '100 of 1000 files', '400 of 1000 files, 12 s left']);
});
