import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { jsonToParquet } from '../../src/edges/parquet-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

it('puts a Parquet file with the same rows in the place of a JSON file', async () => {
  const folder = await temporaryFolder();
  const rows = [
    { id: 1, amount: 1.5, name: 'Chloé', ok: true, none: null, mixed: 1 },
    { id: 2, amount: null, name: 'x', ok: false, none: null, mixed: 'two' },
  ];
  await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
  const { file, written } = await jsonToParquet(join(folder, 'rows.json'));
  expect(written).toBe(true);
  expect(await readdir(folder)).toEqual(['rows.parquet']);
  expect(await parquetReadObjects({ file: await asyncBufferFromFile(file) })).toEqual([
    { id: 1n, amount: 1.5, name: 'Chloé', ok: true, none: null, mixed: '1' },
    { id: 2n, amount: null, name: 'x', ok: false, none: null, mixed: 'two' },
  ]);
});
