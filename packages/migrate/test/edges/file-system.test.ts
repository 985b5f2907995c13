import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toBytePath } from '../../src/domain/byte-path.ts';
import { disk } from '../../src/edges/file-system.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();

test.each([-123_456_789_000n, -1_000n, -1_433_008_630_390_235_999n, 1_700_000_000_123_456_789n])('a time of %s is set to the microsecond', (mtimeNs) => {
  const path = join(folder(), 'file');
  writeFileSync(path, '');
  disk.setTime(toBytePath(path), mtimeNs);
  expect(lstatSync(path, { bigint: true }).mtimeNs / 1000n).toBe(mtimeNs / 1000n);
});
