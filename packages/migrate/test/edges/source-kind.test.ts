import { expect, test } from 'vitest';
import { kindOfFile } from '../../src/edges/source-kind.ts';

test.skipIf(process.platform !== 'linux')('a file that can be opened and not be read is none of ours', async () => {
  expect(await kindOfFile('/proc/self', 'mem')).toBe('other');
});
