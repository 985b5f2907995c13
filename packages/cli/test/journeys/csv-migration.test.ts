import { cp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, json, makeFolder } from '../program.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** The example as a user has it: a copy with its packages installed. */
async function example(): Promise<string> {
  const cwd = await makeFolder();
  await cp(join(repository, 'examples/csv-parsers'), cwd, { recursive: true, filter: (path) => !path.endsWith('.cutover') });
  await symlink(await realpath(join(repository, 'node_modules')), join(cwd, 'node_modules'));
  return cwd;
}

test('from Papa Parse to csv-parse: the known differences are explained, and nothing else differs', { timeout: 120_000 }, async () => {
  const cwd = await example();
  const { exit, ...result } = await cutover(['migrate', 'parity', '--json'], { cwd });
  const report = json({ exit, ...result }) as ParityReport;
  expect(report.cases.filter(({ verdict }) => verdict === 'tolerated').map(({ id }) => id)).toEqual([
    'text-after-quote', 'space-after-quote', 'unclosed-quote', 'unclosed-at-end', 'quote-alone', 'backslash-quote',
  ]);
  expect(report.summary).toEqual({ cases: 66, match: 60, tolerated: 6, noisy: 0, mismatch: 0, error: 0, parity: 1 });
  expect([exit, report.stale_rules, report.notes]).toEqual([0, [], []]);
});

test('a setting that is forgotten is found where it matters', { timeout: 60_000 }, async () => {
  const cwd = await example();
  const candidate = join(cwd, 'candidate.mjs');
  await writeFile(candidate, (await readFile(candidate, 'utf8')).replace('bom: true, ', ''));
  const { exit, ...result } = await cutover(['migrate', 'parity', '--case', 'bom*', '--case', 'unicode', '--noise', 'off', '--json'], { cwd });
  const report = json({ exit, ...result }) as ParityReport;
  expect(report.cases.map(({ id, verdict, differences }) => [id, verdict, differences.map(({ path }) => path)])).toEqual([
    ['bom', 'mismatch', ['/0/0']], ['bom-quoted', 'mismatch', ['/0/0']], ['unicode', 'match', []],
  ]);
  expect(exit).toBe(1);
});
